#!/usr/bin/env python3
"""What is left of a log and of the files beside it when the power fails at any moment of add, import, undo, redo, backup,
merge, restore, export, an upgrade of the format and a dose on the screen.

    python3 .ci/power_loss.py target/release/androlog [--states 600] [--without-sync] [--seal]

Each command runs under strace. From the recorded calls the disk is rebuilt as it may be after every prefix of them: what
was synced is there; of what was not, nothing, all, some writes, or some sectors of some writes. Files get and lose names
in the order of the program; of the names since the folder was synced last none, all or the first few are there. Each
state is opened, read and checked; it must hold what the commands before had acknowledged, and of the one under way all or
nothing. Copies and exports that an acknowledged command left must be there to the byte. The screen acknowledges when it
shows what it did, and is killed right after that. --without-sync takes every sync for nothing, and has to fail. --seal,
for a build that can, seals the log last; when that is acknowledged nothing is left on the disk of the files as they were.
"""
import argparse, itertools, json, os, pty, random, re, select, shutil, signal, sqlite3, subprocess, sys, tempfile, termios, time

CALLS = "openat,write,pwrite64,ftruncate,fdatasync,fsync,unlink,unlinkat,rename,renameat,renameat2,link,linkat"
LINE = re.compile(r"^(?:\d+\s+)?(\w+)\((.*)\)\s+= (-?\d+)")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
SECTOR = 512
# What stands behind the name of a file that has it no more.
DELETED = "".join("\\x%02x" % byte for byte in b" (deleted)")


def unescaped(text):
    return bytes.fromhex(text.replace("\\x", ""))


class File:
    """The bytes that are safe, and what was written since."""

    def __init__(self, safe=b""):
        self.safe, self.pending, self.at = safe, [], 0

    def now(self, take=lambda _: True, torn=None):
        data = bytearray(self.safe)
        for change in self.pending:
            if not take(change):
                continue
            at, piece = change
            if piece is None:
                del data[at:]
                data.extend(bytes(at - len(data)))
                continue
            data.extend(bytes(max(0, at + len(piece) - len(data))))
            for start in range(0, len(piece), SECTOR):
                if torn is None or torn.random() < 0.5:
                    part = piece[start:start + SECTOR]
                    data[at + start:at + start + len(part)] = part
        return bytes(data)


def recorded(command, folder, env):
    """The calls of a command that touch the folder, and whether it ended well."""
    log = tempfile.mktemp()
    done = subprocess.run([*recorder(log), *command], env=env, cwd=folder, capture_output=True)
    return calls_in(log, folder), done


def recorded_screen(command, key, words, folder, env):
    """The calls of a screen that is killed as soon as it shows some words after a key."""
    log, (terminal, end) = tempfile.mktemp(), pty.openpty()
    termios.tcsetwinsize(terminal, (40, 120))
    screen = subprocess.Popen([*recorder(log), *command], env={**env, "TERM": "xterm"}, cwd=folder, stdin=end, stdout=end,
                              stderr=end, start_new_session=True)
    wait_for(terminal, b"LATEST")
    time.sleep(0.5)
    os.write(terminal, key)
    wait_for(terminal, words)
    os.killpg(screen.pid, signal.SIGKILL)
    screen.wait()
    os.close(terminal)
    os.close(end)
    return calls_in(log, folder, words)


def wait_for(terminal, words):
    shown, until = b"", time.time() + 20
    while words not in shown:
        if time.time() > until:
            sys.exit("the screen never showed %s" % words.decode())
        if select.select([terminal], [], [], 0.1)[0]:
            shown += os.read(terminal, 1 << 16)


def recorder(log):
    return ["strace", "-f", "-y", "-xx", "-s", "9000000", "-o", log, "-e", "trace=" + CALLS]


def calls_in(log, folder, words=None):
    """The recorded calls that touch the folder, and the one that shows some words in a terminal."""
    calls = []
    for line in open(log, encoding="latin-1"):
        found = LINE.match(line)
        if not found or int(found[3]) < 0:
            continue
        name, args, result = found[1], found[2], int(found[3])
        # A file that lost its name is told by the last one it had.
        args = args.replace(">(deleted)", "%s>" % DELETED)
        handle = re.match(r"(?:\d+|AT_FDCWD)<((?:\\x[0-9a-f]{2})*)>", args)
        of = unescaped(handle[1]).decode() if handle else None
        rest = args[handle.end():] if handle else args
        # The folder of every path is written out by -y where it is not the working directory.
        texts = [unescaped(text).decode("latin-1") for text in TEXT.findall(re.sub(r"<[^>]*>", "", rest))]
        within = lambda text: os.path.normpath(os.path.join(folder, text))
        if name == "openat" and ("O_CREAT" in args or "O_TRUNC" in args):
            calls.append(("open", within(texts[0]), "O_TRUNC" in args))
        elif name == "openat" and "O_WRONLY" in args:
            calls.append(("begin", within(texts[0])))
        elif name == "write" and of and of.startswith("/dev/pts/"):
            if words and words in texts[0].encode("latin-1"):
                calls.append(("said", folder + "/"))
        elif name == "write" and of:
            calls.append(("append", of, texts[0].encode("latin-1")[:result]))
        elif name == "pwrite64" and of:
            calls.append(("write", of, texts[0].encode("latin-1")[:result], int(args.rsplit(",", 1)[1])))
        elif name == "ftruncate":
            calls.append(("cut", of, int(args.rsplit(",", 1)[1])))
        elif name in ("fsync", "fdatasync"):
            calls.append(("sync", of))
        elif name in ("unlink", "unlinkat"):
            calls.append(("unlink", within(texts[-1])))
        elif name.startswith("rename"):
            calls.append(("rename", within(texts[-2]), within(texts[-1])))
        elif name.startswith("link"):
            calls.append(("link", within(texts[-2]), within(texts[-1])))
    os.unlink(log)
    return [call for call in calls if call[1] and (call[1] + "/").startswith(folder + "/")]


class Disk:
    def __init__(self, folder, syncs):
        self.folder, self.syncs, self.files, self.lost = folder, syncs, {}, []
        for where, _, names in os.walk(folder):
            for name in names:
                path = os.path.join(where, name)
                self.files[path] = File(open(path, "rb").read())
        # The names that are safe, and what became of names since: each a name and its file, or none where it went.
        self.safe_names, self.names = dict(self.files), []

    def rename(self, *changes):
        self.names.append(changes)
        nameless = {name + " (deleted)": self.files[name] for name, _ in changes if name in self.files}
        give(self.files, changes)
        named = [id(file) for name, file in self.files.items() if not name.endswith(" (deleted)")]
        self.lost += [file for file in nameless.values() if id(file) not in named]
        self.files.update(nameless)

    def sync_names(self, folder):
        # What moves from one folder to another is safe with its new name.
        within = lambda changes: os.path.dirname(changes[-1][0]) == folder
        for changes in filter(within, self.names):
            give(self.safe_names, changes)
        self.names = [changes for changes in self.names if not within(changes)]

    def apply(self, call):
        kind, path = call[0], call[1]
        if kind == "open":
            if path not in self.files:
                self.rename((path, File()))
            elif call[2]:
                self.files[path].pending.append((0, None))
                self.files[path].at = 0
        elif kind == "rename":
            if path in self.files:
                self.rename((path, None), (call[2], self.files[path]))
        elif kind == "link":
            if path in self.files:
                self.rename((call[2], self.files[path]))
        elif kind == "unlink":
            if path in self.files:
                self.rename((path, None))
        elif kind == "sync" and self.syncs and path not in self.files:
            self.sync_names(path)
        elif path in self.files:
            file = self.files[path]
            if kind == "begin":
                file.at = 0
            elif kind == "append":
                file.pending.append((file.at, call[2]))
                file.at += len(call[2])
            elif kind == "write":
                file.pending.append((call[3], call[2]))
            elif kind == "cut":
                file.pending.append((call[2], None))
            elif kind == "sync" and self.syncs:
                file.safe, file.pending = file.now(), []

    def write_out(self, to, adversary, draw):
        written, named = adversary
        files = dict(self.safe_names)
        count = {"none": 0, "all": len(self.names), "some": draw.randint(0, len(self.names))}[named]
        for changes in self.names[:count]:
            give(files, changes)
        for path, file in files.items():
            if written == "nothing":
                data = file.safe
            elif written == "all":
                data = file.now()
            elif written == "writes":
                data = file.now(lambda _: draw.random() < 0.5)
            else:
                data = file.now(torn=draw)
            name = os.path.join(to, os.path.relpath(path, self.folder))
            os.makedirs(os.path.dirname(name), exist_ok=True)
            open(name, "wb").write(data)


# What is there of what was written, and of the names that were given or taken since a folder was synced.
ADVERSARIES = [("nothing", "all"), ("nothing", "none"), ("all", "all"), ("all", "none"), ("writes", "some"), ("sectors", "some")]


def give(files, changes):
    for name, file in changes:
        if file is None:
            files.pop(name, None)
        else:
            files[name] = file


def beside(folder):
    """The copies and exports under a folder: what is not the log, and not hidden."""
    files = {}
    for where, _, names in os.walk(folder):
        for name in names:
            if not name.startswith((".", "log.db-")) and name != "log.db":
                path = os.path.join(where, name)
                files[os.path.relpath(path, folder)] = open(path, "rb").read()
    return files


def held(program, folder, env):
    """How many results and doses the log in a folder holds; what is wrong with it as text."""
    count, log = 0, os.path.join(folder, "log.db")
    is_sealed = os.path.exists(log) and open(log, "rb").read(4) == b"ANDL"
    key = os.path.join(folder, "key")
    if is_sealed and os.path.exists(key):
        os.chmod(key, 0o600)
    opened = [program, "--db", log] + (["--key-file", key] if is_sealed else [])
    for words, of in (("list", lambda all: all), ("doses", lambda all: [dose for dose in all["doses"] if dose["id"]])):
        ran = subprocess.run([*opened, words, "--json"], env=env, cwd=folder, capture_output=True, text=True)
        if ran.returncode != 0:
            return None, ran.stderr.strip()
        count += len(of(json.loads(ran.stdout)))
    if is_sealed:
        said = subprocess.run([*opened, "doctor"], env=env, cwd=folder, capture_output=True, text=True).stdout
        return (count, None) if "is whole" in said else (None, said)
    db = sqlite3.connect(log)
    try:
        said = db.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        said = str(error)
    db.close()
    return (count, None) if said == "ok" else (None, said)


def report(day, laboratory):
    results = [{"analyte": name, "value": "5", "unit": "IU/L"} for name in ("lh", "fsh")]
    return {"kind": "blood", "date": day, "laboratory": laboratory, "results": results}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--states", type=int, default=600)
    parser.add_argument("--without-sync", action="store_true")
    parser.add_argument("--seal", action="store_true")
    args = parser.parse_args()
    program, draw = os.path.abspath(args.program), random.Random(20260314)
    work = os.path.realpath(tempfile.mkdtemp())
    folder = os.path.join(work, "disk")
    os.makedirs(folder)
    env = {"HOME": folder, "PATH": os.environ["PATH"], "ANDROLOG_TODAY": "2026-03-14", "LC_ALL": "C.UTF-8"}
    inputs = os.path.join(work, "inputs")
    os.makedirs(inputs)
    many = {"format": "androlog", "version": 1, "reports": [report("2021-01-%02d" % (n % 28 + 1), "lab %d" % n) for n in range(150)]}
    json.dump(many, open(os.path.join(inputs, "many.json"), "w"))
    run = lambda *words: subprocess.run([program, *words], env=env, cwd=inputs, capture_output=True, check=True)
    run("--db", "other.db", "add", "2022-01-01", "lh=5IU/L", "--lab", "elsewhere")
    log = ["--db", os.path.join(folder, "log.db")]
    fixture = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "fixtures", "db", "v1.sql")
    db = sqlite3.connect(os.path.join(folder, "log.db"))
    db.executescript(open(fixture).read())
    db.close()
    os.chmod(os.path.join(folder, "log.db"), 0o600)
    acts = [["list"]]
    acts += [["add", "2026-02-%02d" % day, "e2=28pg/mL", "lh=5IU/L"] for day in (1, 2, 3)]
    acts += [["import", os.path.join(inputs, "many.json")], ["undo", "--yes"], ["redo"], ["backup"]]
    acts += [["merge", os.path.join(inputs, "other.db")], ["add", "2026-02-04", "e2=29pg/mL"]]
    acts += [["backup", os.path.join(folder, "copy.db")], ["add", "2026-02-05", "e2=30pg/mL"]]
    # A log that was in use is not written to when it is looked through.
    acts += [["restore", os.path.join(inputs, "other.db"), "--yes"]]
    acts += [["restore", os.path.join(folder, "copy.db"), "--yes"]]
    acts += [["export", "--format", "csv", "--output", os.path.join(folder, "out.csv")]]
    # An act without words is a dose on the screen.
    acts += [[]]
    acts += [["seal", "--yes", "--key-file", os.path.join(folder, "key")]] if args.seal else []
    disk, before, kept = Disk(folder, not args.without_sync), None, {}
    plan = []
    for act in acts:
        if act:
            calls, done = recorded([program, *log, *act], folder, env)
            if done.returncode != 0:
                sys.exit("%s: %s" % (act, done.stderr.decode()))
        else:
            calls = recorded_screen([program, *log], b"t", b"Took", folder, env)
        live = os.path.join(work, "live")
        shutil.copytree(folder, live)
        left = beside(live)
        after, wrong = held(program, live, env)
        shutil.rmtree(live)
        if wrong:
            sys.exit("%s: %s" % (act, wrong))
        stays = {name: data for name, data in kept.items() if left.get(name) == data}
        plan.append((act, calls, {after} if before is None else {before, after}, after, stays, left))
        before, kept = after, left
    count = sum(len(calls) + 1 for _, calls, *_ in plan)
    chosen = set(draw.sample(range(count), min(count, max(1, args.states // len(ADVERSARIES)))))
    # The end of each act is among them, when it has been acknowledged and nothing has followed.
    ends = itertools.accumulate(len(calls) + 1 for _, calls, *_ in plan)
    chosen.update(end - 1 for end in ends)
    # And the moments at which pages stand in the file itself and nobody has waited for the disk yet.
    moments = itertools.chain.from_iterable([*calls, None] for _, calls, *_ in plan)
    chosen.update(at for at, call in enumerate(moments) if call == ("sync", os.path.join(folder, "log.db")))
    at = bad = states = 0
    for act, calls, under_way, after, stays, left in plan:
        lost_before = len(disk.lost)
        for number, call in enumerate([*calls, None]):
            if call is not None and number > 0:
                disk.apply(calls[number - 1])
            elif call is None and calls:
                disk.apply(calls[-1])
            said = ("said", folder + "/") in calls[:number]
            allowed = {after} if call is None or said else under_way
            files = left if call is None else stays
            if at in chosen:
                for adversary in ADVERSARIES:
                    state = os.path.join(work, "state")
                    os.makedirs(state)
                    disk.write_out(state, adversary, draw)
                    there = beside(state)
                    lost = [name for name, data in files.items() if there.get(name) != data]
                    found, wrong = held(program, state, env)
                    shutil.rmtree(state)
                    states += 1
                    if found not in allowed or lost:
                        bad += 1
                        told = "%s are not as they were" % ", ".join(lost) if lost else "%s, not %s" % (wrong or found, sorted(allowed))
                        if bad <= 5:
                            print("%s, call %d of %d, %s and %s: %s" % (act[0] if act else "screen", number, len(calls), *adversary, told))
            at += 1
        plain = sum(file.safe.startswith(b"SQLite") for file in disk.lost[lost_before:]) if act[:1] == ["seal"] else 0
        if plain:
            bad += 1
            print("seal: %d files as they were are on the disk" % plain)
    shutil.rmtree(work)
    print("%d states of %d moments of %d acts: %d do not open or lack something" % (states, count, len(acts), bad))
    sys.exit(0 if (bad > 0) == args.without_sync else 1)


if __name__ == "__main__":
    main()
