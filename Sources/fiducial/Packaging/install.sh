#!/bin/sh
# Installs the program that was built, or removes what was installed:
#
#     install.sh install PROGRAM       install.sh uninstall
#
# PREFIX, DESTDIR, PYTHONDIR and ZSHDIR say where; the Makefile's `install` and `uninstall` call it. What was installed is listed in
# PREFIX/lib/fiducial/installed.txt, and only that is removed.
set -eu

prefix=${PREFIX:-/usr/local}
root=${DESTDIR:-}$prefix
list=$root/lib/fiducial/installed.txt
python=${PYTHONDIR:-$prefix/share/fiducial/python}
zsh=${ZSHDIR:-$prefix/share/zsh/site-functions}
here=$(cd "$(dirname "$0")" && pwd)
house=$(cd "$here/../../.." && pwd)

fail() {
    echo "$*" >&2
    exit 1
}

case $prefix in
/*) ;;
*) fail "PREFIX is a path from the root, not '$prefix'" ;;
esac

# Removes what a list names, and folders of this program that are then empty.
remove() {
    while IFS= read -r path; do
        case $path in
        /* | *..* | '') fail "'$path' in $list was not written by an installation" ;;
        esac
        rm -f -- "${DESTDIR:-}/$path"
    done <"$1"
}

remove_folders() {
    for folder in lib/fiducial share/doc/fiducial share/fiducial; do
        [ ! -d "$root/$folder" ] || find "$root/$folder" -depth -type d -empty -delete
    done
}

if [ "${1:-}" = uninstall ] && [ $# = 1 ]; then
    [ -f "$list" ] || fail "nothing is installed under $root: there is no $list"
    remove "$list"
    rm -f -- "$list"
    remove_folders
    echo "fiducial is removed from $root"
    exit 0
fi
[ "${1:-}" = install ] && [ $# = 2 ] || fail "usage: install.sh install PROGRAM | install.sh uninstall"

program=$2
[ -x "$program" ] || fail "there is no program '$program': make build"
command -v patchelf >/dev/null || fail "patchelf is missing, which tells the program where its libraries are: apt-get install patchelf"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
new=$work/installed.txt
: >"$new"

# put FILE PATH MODE
put() {
    install -D -m "$3" -- "$1" "${DESTDIR:-}$2"
    printf '%s\n' "${2#/}" >>"$new"
}

# The program without the names of its parts, and Swift's libraries beside it: it needs neither the checkout nor a compiler.
libraries=$(ldd "$program" | sed -n 's|.* => \(/.*/swift[^ ]*/linux/[^ ]*\.so\) (.*|\1|p')
case $(ldd "$program") in
*"not found"*) fail "libraries of '$program' are missing: $(ldd "$program" | grep 'not found')" ;;
esac
cp "$program" "$work/fiducial"
strip "$work/fiducial"
patchelf --set-rpath "\$ORIGIN/../lib/fiducial" "$work/fiducial"
put "$work/fiducial" "$prefix/bin/fiducial" 755
for library in $libraries; do
    cp -L "$library" "$work/library.so"
    strip --strip-unneeded "$work/library.so"
    patchelf --set-rpath "\$ORIGIN" "$work/library.so"
    put "$work/library.so" "$prefix/lib/fiducial/$(basename "$library")" 644
done

python3 "$here/manual.py" "$program" "$work/man"
for page in "$work"/man/*.1; do
    gzip -9n "$page"
    put "$page.gz" "$prefix/share/man/man1/$(basename "$page").gz" 644
done

# completion SHELL PATH
completion() {
    # It is read by a shell, and none is started for it.
    "$program" --generate-completion-script "$1" | sed '1{/^#!/d}' >"$work/completion"
    put "$work/completion" "$2" 644
}
completion bash "$prefix/share/bash-completion/completions/fiducial"
completion zsh "$zsh/_fiducial"
completion fish "$prefix/share/fish/vendor_completions.d/fiducial.fish"

"$program" schema --python >"$work/fiducial.py"
put "$work/fiducial.py" "$python/fiducial.py" 644

doc=$prefix/share/doc/fiducial
put "$house/LICENSE" "$doc/LICENSE" 644
put "$house/README.md" "$doc/README.md" 644
put "$house/CHANGELOG.md" "$doc/CHANGELOG.md" 644
put "$house/reports/quickstart.md" "$doc/examples/quickstart.md" 644

# Of what is in the program or beside it.
for folder in "$house"/.build/checkouts/*/; do
    name=$(basename "$folder")
    for file in "$folder"LICENSE* "$folder"NOTICE*; do
        [ ! -f "$file" ] || put "$file" "$doc/licenses/$name-$(basename "$file")" 644
    done
done
for library in $libraries; do
    license=${library%/lib/*}/share/swift/LICENSE.txt
    if [ -f "$license" ]; then
        put "$license" "$doc/licenses/swift-LICENSE.txt" 644
        break
    fi
done

# What an older version had, and this one has not.
if [ -f "$list" ]; then
    sort "$new" >"$work/sorted"
    sort "$list" | comm -23 - "$work/sorted" >"$work/old"
    remove "$work/old"
fi
install -D -m 644 -- "$new" "$list"
remove_folders
echo "fiducial is installed in $root/bin"
