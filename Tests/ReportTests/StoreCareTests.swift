import Files
import Foundation
import TestSupport
import Testing

@testable import Report

/// Stores that are looked after.
@Suite struct StoreCareTests {
    private static let text = """
        ```{echo} one
        number: 1
        ```

        ```{echo} two
        uses: [one]
        ```

        """

    private func rendered(_ text: String = text) async throws -> Workplace {
        let workplace = try Workplace()
        let outcome = try await workplace.render(text)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        return workplace
    }

    private func archive(_ workplace: Workplace) throws -> (URL, StoreCare.Export) {
        let file = workplace.folder.appendingPathComponent("results.tar")
        let export = try StoreCare(workplace.store).export(
            [workplace.session.read()], to: try OutputFile(file), hasParts: false)
        return (file, export)
    }

    @Test func everyResultIsListed() async throws {
        let workplace = try await rendered()
        let catalogue = try StoreCatalogue(workplace.store)
        #expect(catalogue.entries.map(\.label) == ["one", "two"] && catalogue.remnants.isEmpty)
        let one = try #require(catalogue.entries.first)
        #expect(one.verb == "echo" && one.report == "report.md" && one.bytes > 300 && one.damage == nil)
        #expect(abs(one.finished.timeIntervalSinceNow) < 600)
        #expect(try catalogue.entry(String(one.key.prefix(10))).key == one.key)
        #expect(throws: CareError.self) { try catalogue.entry("") }
        #expect(throws: CareError.self) { try catalogue.entry("zz") }
        let none = Store(workplace.folder.appendingPathComponent("nothing"))
        #expect(throws: CareError.self) { try StoreCatalogue(none) }
    }

    @Test func resultsThatCannotBeReadAreTold() async throws {
        let workplace = try await rendered()
        let entry = try #require(try StoreCatalogue(workplace.store).entries.first)
        let drawer = entry.folder.deletingLastPathComponent()
        try FileManager.default.removeItem(at: drawer)
        try Data().write(to: drawer)
        let catalogue = try StoreCatalogue(workplace.store)
        #expect(catalogue.unreadable.map(\.message) == ["cannot read \(drawer.path): Not a directory"])
        #expect(!catalogue.entries.contains { $0.key == entry.key })
        let document = StoreDocument.verify(catalogue, damages: [:], of: workplace.store)
        #expect(try document.json.contains("Not a directory"))
    }

    @Test func aFlippedByteIsFound() async throws {
        let workplace = try await rendered()
        let care = StoreCare(workplace.store)
        let entry = try #require(try StoreCatalogue(workplace.store).entries.first)
        #expect(care.fault(of: entry) == nil)
        let file = entry.folder.appendingPathComponent("bytes.bin")
        var bytes = try Data(contentsOf: file)
        bytes[2] ^= 1
        try bytes.write(to: file)
        #expect(care.fault(of: entry)?.contains("bytes.bin is not what was written") == true)
        #expect(throws: CareError.self) { try archive(workplace) }
    }

    @Test func whatNoReportNeedsCanGo() async throws {
        let workplace = try await rendered()
        _ = try await workplace.render(Self.text.replacing("number: 1", with: "number: 2"))
        let store = workplace.store
        #expect(try StoreCatalogue(store).entries.count == 4)
        let old = store.folder.appendingPathComponent("tmp-999999999-1")
        try FileSystem.createFolder(old)
        let young = store.folder.appendingPathComponent("tmp-999999999-2")
        try FileSystem.createFolder(young)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -7200)], ofItemAtPath: old.path)
        let care = StoreCare(store)
        let clearing = try care.clearing(keeping: [workplace.session.read()])
        #expect(clearing.results.map(\.label) == ["one", "two"] && clearing.kept == 2)
        #expect(clearing.remnants.map(\.name) == ["tmp-999999999-1"] && clearing.size > 600)
        // Only said so far.
        #expect(try StoreCatalogue(store).entries.count == 4)
        let (freed, failures) = clearing.run()
        #expect(freed == clearing.size && failures.isEmpty)
        #expect(try StoreCatalogue(store).entries.count == 2)
        #expect(!FileManager.default.fileExists(atPath: old.path) && FileManager.default.fileExists(atPath: young.path))
        let again = try await workplace.render()
        #expect(again.run?.results.values.allSatisfy { $0.outcome == .cached } == true)
    }

    @Test func whatIsBeingComputedStays() async throws {
        let workplace = try await rendered()
        let store = workplace.store
        let clearing = try StoreCare(store).clearing(keeping: [])
        #expect(clearing.results.count == 2)
        let lock = try store.lock(clearing.results[0].key, cancellation: Cancellation())
        #expect(clearing.run().failures.isEmpty)
        #expect(try StoreCatalogue(store).entries.map(\.key) == [clearing.results[0].key])
        withExtendedLifetime(lock) {}
    }

    @Test func anotherStoreTakesResultsIn() async throws {
        let workplace = try await rendered()
        let (file, export) = try archive(workplace)
        #expect(export.results == 2 && export.missing.isEmpty)
        let other = try Workplace()
        let care = StoreCare(other.store)
        let taken = try care.take(file)
        #expect(taken.new == 2 && taken.known == 0 && taken.refused.isEmpty)
        let again = try care.take(file)
        #expect(again.new == 0 && again.known == 2)
        let outcome = try await other.render(Self.text)
        #expect(outcome.run?.results.values.allSatisfy { $0.outcome == .cached } == true)
        #expect(other.runs("one") == 0)
        let (second, _) = try archive(other)
        #expect(try Data(contentsOf: second) == Data(contentsOf: file))
    }

    @Test func whatIsNotUpToDateIsSaid() async throws {
        let workplace = try await rendered()
        try workplace.write(Self.text.replacing("number: 1", with: "number: 3"))
        let (_, export) = try archive(workplace)
        #expect(export.results == 0 && export.missing == ["one", "two"])
    }

    @Test func damagedResultsOfAnArchiveAreLeftOut() async throws {
        let workplace = try await rendered()
        let (file, _) = try archive(workplace)
        var bytes = try Data(contentsOf: file)
        // In the first result's attachment, which is all that stands there in four bytes.
        let place = try #require(bytes.firstRange(of: Data([0, 1, 2, 255]) + Data(count: 508)))
        bytes[place.lowerBound + 1] = 7
        try bytes.write(to: file)
        let other = try Workplace()
        let taken = try StoreCare(other.store).take(file)
        #expect(taken.new == 1 && taken.refused.count == 1)
        #expect(taken.refused.first?.why == "bytes.bin is not what was written")
        #expect(try StoreCatalogue(other.store).entries.count == 1)
    }

    @Test(arguments: [
        (Data(), "was cut short"), (Data("<html>".utf8) + Data(count: 600), "is no archive of results"),
        (TarHeader(name: "../x", size: 0).bytes + Data(count: 1024), "is no archive of results"),
    ]) func whatIsNoArchiveIsRefused(_ content: Data, _ why: String) throws {
        let folder = try TemporaryFolder()
        try content.write(to: folder.file("a.tar"))
        let error = #expect(throws: CareError.self) {
            try StoreCare(Store(folder.file("store"))).take(folder.file("a.tar"))
        }
        #expect(error?.description.hasSuffix(why) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: ["../../etc/passwd", "ab/x/manifest.json", "/etc/passwd"])
    func aNameThatLeadsElsewhereIsRefused(_ name: String) async throws {
        let workplace = try await rendered()
        let (file, _) = try archive(workplace)
        let whole = try Data(contentsOf: file)
        let about = whole.prefix(1024)
        try (about + TarHeader(name: name, size: 0).bytes + Data(count: 1024)).write(to: file)
        let error = #expect(throws: CareError.self) { try StoreCare(workplace.store).take(file) }
        #expect(error?.description.contains("which is no file of a result") == true)
        try whole.dropLast(2000).write(to: file)
        #expect(throws: CareError.self) { try StoreCare(workplace.store).take(file) }
    }

    /// Archives that are none of ours, or were made to do harm.
    @Test(arguments: [
        ("../x", "is no file of a result"), ("/tmp/x", "is no file of a result"), ("link", "a symbolic link"),
        ("hard", "a link"), ("size", "is damaged at byte"), ("twice", "twice"), ("behind", "continues after its end"),
        ("gzip", "is compressed; unpack it first, with gunzip"),
    ]) func hostileArchivesAreRefused(_ kind: String, _ why: String) async throws {
        let workplace = try await rendered()
        let (file, _) = try archive(workplace)
        let whole = try Data(contentsOf: file)
        let entries = whole.dropLast(2 * TarHeader.size)
        let key = String(repeating: "ab", count: 32)
        let name = "ab/\(key)/x.bin"
        func sum(_ header: Data) -> Data {
            var bytes = [UInt8](header)
            for index in 148..<156 { bytes[index] = 0x20 }
            let digits = String(bytes.reduce(0) { $0 + Int($1) }, radix: 8)
            bytes.replaceSubrange(
                148..<154, with: Array((String(repeating: "0", count: 6 - digits.count) + digits).utf8))
            bytes[154] = 0
            return Data(bytes)
        }
        var header = TarHeader(name: name, size: 0).bytes
        let end = Data(count: 2 * TarHeader.size)
        let content: Data
        switch kind {
        case "link", "hard":
            header[156] = UInt8(ascii: kind == "link" ? "2" : "1")
            content = entries + sum(header) + end
        case "size":
            // With a sign before its size, an entry would lead back to itself.
            header.replaceSubrange(124..<136, with: Array("-00000001000".utf8))
            content = entries + sum(header) + end
        case "twice": content = entries + header + header + end
        case "behind": content = whole + whole
        case "gzip": content = Data([0x1F, 0x8B, 8, 0]) + Data(count: 600)
        default: content = entries + TarHeader(name: kind, size: 0).bytes + end
        }
        try content.write(to: file)
        let store = Store(workplace.folder.appendingPathComponent("other"))
        let error = #expect(throws: CareError.self) { try StoreCare(store).take(file) }
        #expect(error?.description.contains(why) == true, "\(error.debugDescription)")
        #expect(!FileManager.default.fileExists(atPath: workplace.folder.appendingPathComponent("x").path))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/tar"), "there is no tar"))
    func anArchiveIsOneToTar() async throws {
        let workplace = try await rendered()
        defer { withExtendedLifetime(workplace) {} }
        let (file, _) = try archive(workplace)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/tar")
        process.arguments = ["-tf", file.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let names = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self).split(
            separator: "\n")
        process.waitUntilExit()
        #expect(process.terminationStatus == 0 && names.first == "fiducial-store.json" && names.count == 7)
    }
}
