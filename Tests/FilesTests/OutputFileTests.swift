import Foundation
import TestSupport
import Testing

@testable import Files

/// What stands at a place stays what it is when the place is written to.
@Suite struct OutputFileTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func put(_ text: String, to name: String) throws {
        try OutputFile(folder.file(name)).write(Data(text.utf8))
    }

    private func text(_ name: String) throws -> String { try String(contentsOf: folder.file(name), encoding: .utf8) }

    private func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: folder.file(name).path, withDestinationPath: target)
    }

    private func status(_ name: String) -> stat {
        var status = stat()
        lstat(folder.file(name).path, &status)
        return status
    }

    @Test(arguments: ["new", "old"]) func writesAFileAndLeavesNothingBesideIt(_ name: String) throws {
        _ = try folder.file("old", "longer than what comes now")
        try put("text", to: name)
        #expect(try text(name) == "text")
        #expect(try Set(folder.names()) == ["old", name])
    }

    @Test func putsAnotherFileInPlaceSoThatReadersSeeOneOrTheOther() throws {
        _ = try folder.file("page", "old")
        let reader = try FileHandle(forReadingFrom: folder.file("page"))
        try put("new", to: "page")
        #expect(try reader.readToEnd() == Data("old".utf8))
        #expect(try text("page") == "new")
    }

    // MARK: Links

    @Test(arguments: ["target", "./target", "x/../target", "ABSOLUTE", "other-link"])
    func replacesWhatASymbolicLinkLeadsTo(_ path: String) throws {
        _ = try folder.file("target", "old")
        try FileManager.default.createDirectory(at: folder.file("x"), withIntermediateDirectories: false)
        try link("other-link", to: "target")
        let path = path == "ABSOLUTE" ? folder.file("target").path : path
        try link("link", to: path)
        try put("new", to: "link")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("link").path) == path)
        #expect(try text("target") == "new")
        #expect(status("target").st_mode & S_IFMT == S_IFREG)
        #expect(status("other-link").st_mode & S_IFMT == S_IFLNK)
    }

    @Test func makesWhatASymbolicLinkLeadsToWhereItIsMissing() throws {
        try link("link", to: "target")
        try put("new", to: "link")
        #expect(status("link").st_mode & S_IFMT == S_IFLNK)
        #expect(try text("target") == "new")
    }

    @Test func refusesLinksInACircle() throws {
        try link("a", to: "b")
        try link("b", to: "a")
        let error = #expect(throws: FileError.self) { try put("new", to: "a") }
        #expect(error?.code == ELOOP)
    }

    // MARK: Modes and groups

    @Test(arguments: [0o600, 0o640, 0o755, 0o444] as [mode_t]) func keepsTheMode(_ mode: mode_t) throws {
        _ = try folder.file("page", "old")
        chmod(folder.file("page").path, mode)
        try put("new", to: "page")
        #expect(try text("page") == "new")
        #expect(status("page").st_mode & 0o7777 == mode)
    }

    @Test func hasTheModeBeforeItHasTheContent() throws {
        _ = try folder.file("page", "old")
        chmod(folder.file("page").path, 0o600)
        let partial = try PartialFile(OutputFile(folder.file("page")))
        let name = try #require(try folder.names().first { $0 != "page" })
        #expect(status(name).st_mode & 0o7777 == 0o600)
        withExtendedLifetime(partial) {}
    }

    /// Any group will do for root; others have their second group at hand, where there is one.
    @Test func keepsTheGroup() throws {
        var groups = [gid_t](repeating: 0, count: 64)
        let count = max(0, Int(getgroups(64, &groups)))
        let group = geteuid() == 0 ? 12345 : groups.prefix(count).first { $0 != getegid() }
        _ = try folder.file("page", "old")
        if let group { #expect(chown(folder.file("page").path, uid_t.max, group) == 0) }
        let before = status("page").st_gid
        try put("new", to: "page")
        #expect(status("page").st_gid == before)
    }

    @Test func givesANewFileTheModeThatTheUserAsksFor() throws {
        try put("new", to: "page")
        let created = open(folder.file("other").path, O_WRONLY | O_CREAT, 0o666)
        close(created)
        #expect(status("page").st_mode == status("other").st_mode)
    }

    // MARK: Pipes and open files

    @Test func writesIntoAPipeAndLeavesItOne() throws {
        #expect(mkfifo(folder.file("pipe").path, 0o600) == 0)
        // Open for both, so that nobody waits.
        let pipe = open(folder.file("pipe").path, O_RDWR | O_NONBLOCK)
        defer { close(pipe) }
        for name in ["pipe", "link"] {
            if name == "link" { try link("link", to: "pipe") }
            #expect(try !OutputFile(folder.file(name)).isReplaced)
            try put("by \(name)", to: name)
            var bytes = [UInt8](repeating: 0, count: 100)
            let count = read(pipe, &bytes, bytes.count)
            #expect(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self) == "by \(name)")
        }
        #expect(status("pipe").st_mode & S_IFMT == S_IFIFO)
        #expect(try folder.names() == ["link", "pipe"])
    }

    @Test func copiesPiecesIntoAPipeInTheEnd() throws {
        #expect(mkfifo(folder.file("pipe").path, 0o600) == 0)
        let pipe = open(folder.file("pipe").path, O_RDWR | O_NONBLOCK)
        defer { close(pipe) }
        let partial = try PartialFile(OutputFile(folder.file("pipe")))
        try partial.write([3, 4], at: 4)
        try partial.write([1], at: 0)
        try partial.setLength(8)
        try partial.finish()
        var bytes = [UInt8](repeating: 9, count: 100)
        #expect(read(pipe, &bytes, bytes.count) == 8)
        #expect(bytes.prefix(8) == [1, 0, 0, 0, 3, 4, 0, 0])
    }

    /// The call that opens a pipe waits, in silence and for ever, where nobody reads.
    @Test func waitsForTheReaderOfAPipe() throws {
        #expect(mkfifo(folder.file("pipe").path, 0o600) == 0)
        let (path, received) = (folder.file("pipe").path, folder.file("received").path)
        let reader = Process()
        reader.executableURL = URL(fileURLWithPath: "/bin/sh")
        reader.arguments = ["-c", "sleep 1; exec timeout 60 cat \"$0\" > \"$1\"", path, received]
        try reader.run()
        try put("text", to: "pipe")
        reader.waitUntilExit()
        #expect(try text("received") == "text")
        #expect(status("pipe").st_mode & S_IFMT == S_IFIFO)
    }

    @Test(arguments: ["/dev/fd", "/proc/self/fd"]) func writesBehindWhatAnOpenFileHas(_ place: String) throws {
        _ = try folder.file("log", "first ")
        let log = open(folder.file("log").path, O_WRONLY | O_APPEND)
        defer { close(log) }
        let output = try OutputFile(URL(fileURLWithPath: "\(place)/\(log)"))
        try output.probe()
        try output.write(Data("second".utf8))
        #expect(try text("log") == "first second")
        #expect(write(log, ".", 1) == 1)
        #expect(try text("log") == "first second.")
    }

    /// `--log -` in a job whose output goes to a file.
    @Test func piecesGoBehindWhatAnOpenFileHas() throws {
        _ = try folder.file("log", "")
        let log = open(folder.file("log").path, O_WRONLY)
        defer { close(log) }
        #expect(write(log, "first ", 6) == 6)
        let pieces = try OutputFile(URL(fileURLWithPath: "/dev/fd/\(log)")).openForPieces()
        #expect(write(pieces, "second ", 7) == 7)
        close(pieces)
        #expect(write(log, "third", 5) == 5)
        #expect(try text("log") == "first second third")
        // A file of its own begins anew.
        let own = try OutputFile(folder.file("log")).openForPieces()
        close(own)
        #expect(try text("log") == "")
    }

    @Test func knowsStandardOutput() throws {
        #expect(try OutputFile(URL(fileURLWithPath: "/dev/stdout")).isStandardOutput)
        #expect(try !OutputFile(URL(fileURLWithPath: "/dev/stderr")).isStandardOutput)
        #expect(try !OutputFile(folder.file("stdout")).isStandardOutput)
    }

    // MARK: What cannot be written

    @Test func saysWhyAPlaceCannotBeWritten() throws {
        _ = try folder.file("file", "text")
        for (name, reason) in [
            ("", "it is a folder"), ("newdir/", "name ends like that of a folder"), ("file/x", "Not a directory"),
            ("none/x", "No such file or directory"),
        ] {
            let url = URL(fileURLWithPath: folder.url.path + "/" + name)
            let error = #expect(throws: FileError.self) { try OutputFile(url).write(Data()) }
            #expect(error?.reason.contains(reason) == true, "\(name): \(error.map(\.message) ?? "")")
        }
        #expect(try folder.names() == ["file"])
    }

    @Test func refusesAnOpenFileThatIsOnlyRead() throws {
        _ = try folder.file("log", "text")
        let log = open(folder.file("log").path, O_RDONLY)
        defer { close(log) }
        let output = try OutputFile(URL(fileURLWithPath: "/dev/fd/\(log)"))
        #expect(throws: FileError.self) { try output.probe() }
        #expect(throws: FileError.self) { try output.write(Data("x".utf8)) }
        #expect(try text("log") == "text")
    }

    @Test(.enabled(if: access("/dev/full", W_OK) == 0)) func saysWhenTheDiskIsFull() throws {
        let error = #expect(throws: FileError.self) {
            try OutputFile(URL(fileURLWithPath: "/dev/full")).write(Data("x".utf8))
        }
        #expect(error?.code == ENOSPC)
    }

    @Test func leavesThePlaceAloneWhereItFails() throws {
        _ = try folder.file("page", "old")
        let partial = try PartialFile(OutputFile(folder.file("page")))
        try partial.append(Data("new".utf8))
        let name = try #require(try folder.names().first { $0 != "page" })
        try FileManager.default.removeItem(at: folder.file(name))
        #expect(throws: FileError.self) { try partial.finish() }
        #expect(try text("page") == "old")
    }

    @Test func knowsWhatItHolds() throws {
        let folder = try TemporaryFolder()
        let place = try OutputFile(folder.file("a"))
        let data = Data("text".utf8)
        #expect(!place.holds(data) && !place.holds(Data()))
        try place.write(data)
        #expect(place.holds(data) && !place.holds(Data("test".utf8)) && !place.holds(Data("text\n".utf8)))
        try FileManager.default.createSymbolicLink(atPath: folder.file("link").path, withDestinationPath: "a")
        #expect(try OutputFile(folder.file("link")).holds(data))
        #expect(try !OutputFile(URL(fileURLWithPath: "/dev/null")).holds(Data()))
    }
}
