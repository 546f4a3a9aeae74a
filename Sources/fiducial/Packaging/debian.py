#!/usr/bin/env python3
"""A Debian package of the program that was built: debian.py PROGRAM FOLDER

What install.sh installs, under /usr, with the dependencies that dpkg-shlibdeps finds. The version is the program's own, which
has to be that of the newest release in CHANGELOG.md. The maintainer is $DEBFULLNAME <$DEBEMAIL>, or the one whom git knows.
"""
import datetime
import email.utils
import gzip
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
HOUSE = HERE.parent.parent.parent

CONTROL = """\
Package: fiducial
Version: {version}
Section: science
Priority: optional
Architecture: {architecture}
Maintainer: {maintainer}
Installed-Size: {size}
Depends: {depends}, fonts-dejavu-core, fonts-katex, libjs-katex
Recommends: chromium
Suggests: python3, python3-venv
Description: reports of unbinned, profiled likelihood fits that run themselves
 An author writes Markdown; fenced cells in it generate events, train
 normalizing flows, fit, scan and check. Fiducial computes what is out of
 date, draws the figures, and writes one HTML page that a reviewer opens in
 a browser.
 .
 Systematic uncertainties are learned by factorizable normalizing flows, one
 residual for each nuisance parameter, and a distribution of interest is
 measured together with them.
"""

COPYRIGHT = """\
Fiducial

{own}

The program holds libraries of others, and Swift's libraries stand beside it in /usr/lib/fiducial.

{others}"""

APACHE = """\
Licensed under the Apache License, version 2.0, which on Debian systems is
/usr/share/common-licenses/Apache-2.0.
"""


# lintian's remarks that are to be expected.
OVERRIDES = """\
# Yams brings the one that it was made for.
fiducial: embedded-library libyaml [usr/bin/fiducial]
"""


def run(*command, **options):
    return subprocess.run(command, check=True, text=True, **options)


def output(*command, **options):
    return run(*command, stdout=subprocess.PIPE, **options).stdout.strip()


def releases():
    """Of CHANGELOG.md: version, day and text of every release, the newest first."""
    text = (HOUSE / "CHANGELOG.md").read_text(encoding="utf-8")
    parts = re.split(r"^## (\d+\.\d+\.\d+) \((\d{4}-\d\d-\d\d)\)$", text, flags=re.M)
    return list(zip(parts[1::3], parts[2::3], parts[3::3]))


def maintainer():
    def known(variable, key):
        value = os.environ.get(variable)
        if value:
            return value
        found = subprocess.run(["git", "-C", str(HOUSE), "config", key], capture_output=True, text=True)
        return found.stdout.strip()

    name, address = known("DEBFULLNAME", "user.name"), known("DEBEMAIL", "user.email")
    if not name or not address:
        sys.exit("who maintains the package? set DEBFULLNAME and DEBEMAIL")
    return "%s <%s>" % (name, address)


def changelog(who):
    """In the form of Debian: of every release its changes, an item each."""
    entries = []
    for version, day, text in releases():
        items = re.findall(r"^- (.*(?:\n  .*)*)", text, flags=re.M)
        lines = ["fiducial (%s) unstable; urgency=medium" % version, ""]
        for item in items:
            words = " ".join(item.split())
            line = "  *"
            for word in words.split(" "):
                if len(line) + len(word) > 78:
                    lines.append(line)
                    line = "   "
                line += " " + word
            lines.append(line)
        date = datetime.datetime.fromisoformat(day + "T12:00:00+00:00")
        entries.append("\n".join(lines + ["", " -- %s  %s" % (who, email.utils.format_datetime(date)), ""]))
    return "\n".join(entries)


def copyright(licenses):
    parts = []
    for file in sorted(licenses.iterdir()):
        text = file.read_text(encoding="utf-8", errors="replace").strip()
        if "Apache License" in text:
            exception = re.search(r"^#*\s*Runtime Library Exception.*", text, flags=re.M | re.S)
            text = APACHE + ("\n" + exception.group(0) if exception else "")
        title = re.sub(r"-(LICENSE|NOTICE).*", "", file.name)
        parts.append("%s\n%s\n\n%s\n" % (title, "-" * len(title), text))
    return COPYRIGHT.format(own=(HOUSE / "LICENSE").read_text(encoding="utf-8").strip(), others="\n".join(parts))


def compressed(text):
    return gzip.compress(text.encode("utf-8"), 9, mtime=0)


def depends(root, work):
    """What the program and the libraries beside it need of other packages."""
    (work / "debian").mkdir()
    (work / "debian/control").write_text("Source: fiducial\n\nPackage: fiducial\nArchitecture: any\n")
    libraries = root / "usr/lib/fiducial"
    # It warns of every library of Swift, whose names have no version.
    found = subprocess.run(
        ["dpkg-shlibdeps", "-O", "--ignore-missing-info", "-l%s" % libraries, str(root / "usr/bin/fiducial")]
        + sorted(map(str, libraries.glob("*.so"))), cwd=work, capture_output=True, text=True)
    if found.returncode:
        sys.exit(found.stderr)
    return re.match(r"shlibs:Depends=(.*)", found.stdout.strip()).group(1)


def package(program, folder):
    version = output(program, "--version").split()[-1]
    newest = (releases() or [(None,)])[0][0]
    if version != newest:
        sys.exit("the program is %s, and the newest release in CHANGELOG.md is %s" % (version, newest))
    who = maintainer()
    architecture = output("dpkg", "--print-architecture")
    with tempfile.TemporaryDirectory() as name:
        work = pathlib.Path(name)
        root = work / "root"
        run(str(HERE / "install.sh"), "install", program, stdout=subprocess.DEVNULL, env=dict(
            os.environ, PREFIX="/usr", DESTDIR=str(root), PYTHONDIR="/usr/lib/python3/dist-packages",
            ZSHDIR="/usr/share/zsh/vendor-completions"))
        # dpkg has a list of its own.
        (root / "usr/lib/fiducial/installed.txt").unlink()
        doc = root / "usr/share/doc/fiducial"
        (doc / "copyright").write_text(copyright(doc / "licenses"), encoding="utf-8")
        shutil.rmtree(doc / "licenses")
        (doc / "LICENSE").unlink()
        (doc / "CHANGELOG.md").unlink()
        (doc / "changelog.gz").write_bytes(compressed(changelog(who)))
        overrides = root / "usr/share/lintian/overrides/fiducial"
        overrides.parent.mkdir(parents=True)
        overrides.write_text(OVERRIDES)
        control = root / "DEBIAN"
        files = sorted(path for path in root.rglob("*") if path.is_file())
        for path in root.rglob("*"):
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        control.mkdir()
        size = sum(path.stat().st_size // 1024 + 1 for path in files)
        (control / "control").write_text(CONTROL.format(
            version=version, architecture=architecture, maintainer=who, size=size, depends=depends(root, work)))
        (control / "md5sums").write_text("".join(
            "%s  %s\n" % (hashlib.md5(path.read_bytes()).hexdigest(), path.relative_to(root)) for path in files))
        control.chmod(0o755)
        root.chmod(0o755)
        folder = pathlib.Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / ("fiducial_%s_%s.deb" % (version, architecture))
        run("dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(root), str(file), stdout=subprocess.DEVNULL)
    print(file)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: debian.py PROGRAM FOLDER")
    package(*sys.argv[1:])
