import Foundation
import TestSupport
import Testing

/// What `make install` and `make deb` make of the program: it needs neither the checkout nor a compiler, and goes again.
@Suite struct InstallationTests {
    private static let packaging = PackageFolder.url.appendingPathComponent("Sources/fiducial/Packaging").path

    private static func has(_ program: String) -> Bool {
        ["/usr/bin", "/bin", "/usr/local/bin"].contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
        }
    }

    /// A line that says where, for the script that installs.
    private static let places = "export DESTDIR=\"$PWD/the root\" PREFIX=/opt/it; script='\(packaging)/install.sh'; "

    @Test(.enabled(if: has("patchelf"), "there is no patchelf")) func installsAndRemoves() throws {
        let folder = try TemporaryFolder()
        let install = try ShellRun("\(Self.places) \"$script\" install \"$FIDUCIAL\"", in: folder)
        #expect(install.status == 0, "\(install.errors)")
        // As from any folder, by anyone, without the places of the compiler.
        let use = try ShellRun(
            """
            cd / && env -i PATH=/usr/bin:/bin "$OLDPWD/the root/opt/it/bin/fiducial" --version
            env -i PATH=/usr/bin:/bin ldd "$OLDPWD/the root/opt/it/bin/fiducial"
            """, in: folder)
        #expect(use.status == 0 && use.output.hasPrefix("fiducial "), "\(use.output)\(use.errors)")
        let libraries = use.output.split(separator: "\n").filter {
            $0.contains("libswift") || $0.contains("libFoundation")
        }
        #expect(libraries.count > 5 && libraries.allSatisfy { $0.contains("/the root/opt/it/") }, "\(use.output)")
        let files = try ShellRun("cd 'the root/opt/it' && find . -type f | sort", in: folder).output
        for file in [
            "bin/fiducial", "lib/fiducial/installed.txt", "share/man/man1/fiducial-render.1.gz",
            "share/bash-completion/completions/fiducial", "share/zsh/site-functions/_fiducial",
            "share/fish/vendor_completions.d/fiducial.fish", "share/fiducial/python/fiducial.py",
            "share/doc/fiducial/LICENSE", "share/doc/fiducial/examples/quickstart.md",
        ] {
            #expect(files.contains("./\(file)\n"), "\(file)")
        }
        let list = try ShellRun("cat 'the root/opt/it/lib/fiducial/installed.txt'", in: folder).output
        #expect(list.split(separator: "\n").count == files.split(separator: "\n").count - 1)
        // What others put there stays.
        let uninstall = try ShellRun(
            """
            \(Self.places) touch "$DESTDIR/opt/it/lib/fiducial/other"
            "$script" uninstall && find "$DESTDIR" -type f && ! "$script" uninstall
            """, in: folder)
        #expect(uninstall.status == 0, "\(uninstall.errors)")
        #expect(uninstall.output.hasSuffix("/opt/it/lib/fiducial/other\n"))
        #expect(uninstall.output.split(separator: "\n").count == 2)
    }

    @Test func refusesWhatIsNoInstallation() throws {
        let folder = try TemporaryFolder()
        let nothing = try ShellRun("\(Self.places) \"$script\" uninstall", in: folder)
        #expect(nothing.status == 1 && nothing.errors.hasPrefix("nothing is installed under "))
        let relative = try ShellRun("PREFIX=here '\(Self.packaging)/install.sh' install \"$FIDUCIAL\"", in: folder)
        #expect(relative.status == 1 && relative.errors == "PREFIX is a path from the root, not 'here'\n")
        let altered = try ShellRun(
            """
            \(Self.places) mkdir -p "$DESTDIR/opt/it/lib/fiducial" && touch kept
            echo ../kept > "$DESTDIR/opt/it/lib/fiducial/installed.txt"; "$script" uninstall; ls kept
            """, in: folder)
        #expect(altered.output == "kept\n" && altered.errors.contains("was not written by an installation"))
    }

    @Test func everyCommandHasAManualPage() throws {
        let folder = try TemporaryFolder()
        let made = try ShellRun(
            """
            export SOURCE_DATE_EPOCH=86400
            python3 '\(Self.packaging)/manual.py' "$FIDUCIAL" man && ls man
            """, in: folder)
        #expect(made.status == 0, "\(made.errors)")
        let pages = made.output.split(separator: "\n").map(String.init)
        #expect(pages.contains("fiducial.1") && pages.contains("fiducial-store-gc.1") && pages.count > 25)
        let help = try ShellRun("\"$FIDUCIAL\" --help", in: folder).output
        let commands = help.components(separatedBy: "SUBCOMMANDS:").last?.matches(of: /\n  ([a-z-]+)(?= |\n)/) ?? []
        for command in commands.map({ String($0.output.1) }) where command != "help" {
            #expect(pages.contains("fiducial-\(command).1"), "\(command)")
        }
        let render = try ShellRun("cat man/fiducial-render.1", in: folder).output
        #expect(render.contains(".Dd January 2, 1970\n") && render.contains("\n.Sh EXAMPLES\n.Bd -literal"))
        #expect(render.contains("\n.It Fl \"p\" , Fl \"\\-param\" Ar \"key=value\"\n"))
    }

    @Test(.enabled(if: has("mandoc"), "there is no mandoc")) func manualPagesAreWellFormed() throws {
        let folder = try TemporaryFolder()
        let lint = try ShellRun(
            "python3 '\(Self.packaging)/manual.py' \"$FIDUCIAL\" man && mandoc -Tlint -Wwarning man/*.1", in: folder)
        #expect(lint.status == 0 && lint.output.isEmpty, "\(lint.output)\(lint.errors)")
    }

    @Test(arguments: ["bash", "zsh", "fish"]) func completionsAreScripts(_ shell: String) throws {
        let folder = try TemporaryFolder()
        let made = try ShellRun(
            """
            "$FIDUCIAL" --generate-completion-script \(shell) > script && grep -c fiducial script > /dev/null
            ! command -v \(shell) > /dev/null || \(shell) -n script
            """, in: folder)
        #expect(made.status == 0, "\(made.errors)")
    }

    /// `debian.py` asks for the same.
    @Test func theNewestReleaseIsThisOne() throws {
        let version = try ShellRun("\"$FIDUCIAL\" --version", in: try TemporaryFolder()).output
        let changes = try String(contentsOf: PackageFolder.url.appendingPathComponent("CHANGELOG.md"), encoding: .utf8)
        let headings = changes.matches(of: /(?m)^## (.*)$/).map { String($0.output.1) }
        #expect(headings.first == "Unreleased")
        let newest = try #require(headings.dropFirst().first?.wholeMatch(of: /(\d+\.\d+\.\d+) \(\d{4}-\d\d-\d\d\)/))
        #expect(version == "fiducial \(newest.output.1)\n")
        #expect(headings.dropFirst().allSatisfy { $0.wholeMatch(of: /\d+\.\d+\.\d+ \(\d{4}-\d\d-\d\d\)/) != nil })
    }
}
