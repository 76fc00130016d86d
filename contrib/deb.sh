#!/bin/sh
# Builds the Debian package from a program that is built already:
#   cargo build --release && contrib/deb.sh [PROGRAM] [FOLDER]
# PROGRAM is target/release/androlog unless another is named, FOLDER is where the package goes (target/debian).
# What it holds is listed in Cargo.toml under [package.metadata.deb]; manual pages and completions are added.
set -eu
cd "$(dirname "$0")/.."
program=${1:-target/release/androlog}
folder=${2:-target/debian}
architecture=$(dpkg --print-architecture)
staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT

# The value of `key = "text"` in Cargo.toml, and the lines of the long description.
field() { sed -n "s/^$1 = \"\(.*\)\"$/\1/p" Cargo.toml | head -n 1; }
version=$(field version)
long=$(sed -n '/^extended-description = """$/,/"""$/p' Cargo.toml | sed '1d; s/"""$//; s/^/ /')

# One asset a line: source, place, mode. A place that ends in a slash is a folder.
sed -n '/^assets = \[$/,/^\]$/s/^ *\["\(.*\)", "\(.*\)", "\(.*\)"\],$/\1 \2 \3/p' Cargo.toml |
while read -r source place mode; do
    [ "$source" = target/release/androlog ] && source=$program
    for file in $source; do
        case $place in
        */) target=$staging/$place$(basename "$file") ;;
        *) target=$staging/$place ;;
        esac
        install -D -m "$mode" "$file" "$target"
    done
done

man=$staging/usr/share/man/man1
install -d "$man" "$staging/usr/share/bash-completion/completions" \
    "$staging/usr/share/zsh/vendor-completions" "$staging/usr/share/fish/vendor_completions.d"
"$staging/usr/bin/androlog" man "$man" >/dev/null
gzip -9n "$man"/*.1
gzip -9n "$staging/usr/share/doc/androlog/changelog"
"$staging/usr/bin/androlog" completions bash >"$staging/usr/share/bash-completion/completions/androlog"
"$staging/usr/bin/androlog" completions zsh >"$staging/usr/share/zsh/vendor-completions/_androlog"
"$staging/usr/bin/androlog" completions fish >"$staging/usr/share/fish/vendor_completions.d/androlog.fish"
find "$staging" -type d -exec chmod 755 {} +
find "$staging/usr/share" -type f -exec chmod 644 {} +

install -d -m 755 "$staging/DEBIAN"
cat >"$staging/DEBIAN/control" <<CONTROL
Package: androlog
Version: $version
Architecture: $architecture
Maintainer: $(field maintainer)
Section: $(field section)
Priority: $(field priority)
Depends: $(field depends)
Installed-Size: $(du -sk "$staging/usr" | cut -f1)
Description: $(field description)
$long
CONTROL
mkdir -p "$folder"
package=$folder/androlog_${version}_$architecture.deb
dpkg-deb --root-owner-group --build "$staging" "$package"
