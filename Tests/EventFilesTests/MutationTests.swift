import EventFiles
import Foundation
import TestSupport
import Testing

/// Broken files of the formats that are read here give numbers or an ``EventFileError``: no trap, no memory beyond theirs.
@Suite struct MutationTests {
    private static func mutator(_ name: String) throws -> InputMutator {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: Fixtures.path(name)))
        return InputMutator([bytes], knowsFormat: false, seed: 17)
    }

    /// - Returns: whether all of the file could be read.
    private static func readAll(_ data: Data, at url: URL) throws -> Bool {
        // A new file every time: to overwrite one waits for the disk.
        unlink(url.path)
        try MutationRun.write(data, to: url)
        do throws(EventFileError) {
            let file = try EventFile.open(url.path)
            for table in file.tables {
                let names = table.columns.filter { $0.type.isNumeric && $0.count == table.rowCount }.map(\.name)
                guard !names.isEmpty, Set(names).count == names.count else { continue }
                let reader = try file.read(names, of: table.name)
                var rows = 0
                while rows < 1000, let chunk = try reader.next(rows: 100) { rows += chunk.rowCount }
            }
            return true
        } catch {
            return false
        }
    }

    #if compiler(>=6.2)
        @Test func readsMutatedFiles() async {
            await #expect(processExitsWith: .success) {
                let folder = try TemporaryFolder()
                for name in ["structured.npy", "packed.npz", "events.safetensors", "table.csv"] {
                    let mutator = try MutationTests.mutator(name)
                    try MutationRun.withMemory(limitedToFurther: 256 << 20) {
                        for index in MutationRun.indices(count: 1_500) {
                            _ = try MutationTests.readAll(mutator.input(index), at: folder.file(name))
                        }
                    }
                }
            }
        }
    #endif

    @Test(arguments: ["structured.npy", "packed.npz", "events.safetensors", "table.csv"])
    func mutatesDeepEnough(name: String) throws {
        let folder = try TemporaryFolder()
        let mutator = try Self.mutator(name)
        let valid = try (0..<200).count { try Self.readAll(mutator.input($0), at: folder.file(name)) }
        #expect((1..<190).contains(valid), "\(valid) of 200")
    }
}
