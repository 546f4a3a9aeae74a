import EventTables
import Foundation
import TestSupport
import Testing

/// Broken CSV files give numbers or an ``EventTableError``: no crash, no trap.
@Suite struct CSVMutationTests {
    static let mutator = InputMutator(
        [
            "\u{FEFF}x,\"y, \"\"z\"\"\",w\r\n1,2,3\r\n\r\n-1e-3, nan,\"inf\"\r\n",
            "x,w,\"y, \"\"z\"\"\"\n0.5,7,1\n1,2,3",
            "w,x\n1,2\n",
        ].map { Data($0.utf8) }, knowsFormat: false, seed: 31)

    /// - Returns: whether all of the file could be read.
    @discardableResult
    static func readAll(_ data: Data, at url: URL) throws -> Bool {
        // A new file every time: to overwrite one waits for the disk.
        unlink(url.path)
        try MutationRun.write(data, to: url)
        do throws(EventTableError) {
            var reader = try EventTableReader(
                contentsOf: url, fields: [.scalar("x"), .vector("v", columns: ["w", "y, \"z\""])])
            var rows = 0
            while let block = try reader.nextBlock(rows: 1) { rows += block.rowCount }
            precondition(rows == reader.rowCount)
            return true
        } catch {
            return false
        }
    }

    #if compiler(>=6.2)
        @Test func readsMutatedFiles() async {
            await #expect(processExitsWith: .success) {
                let mutator = CSVMutationTests.mutator
                let folder = try TemporaryFolder()
                try MutationRun.withMemory(limitedToFurther: 64 << 20) {
                    for index in MutationRun.indices(count: 5_000) {
                        try CSVMutationTests.readAll(mutator.input(index), at: folder.file("a.csv"))
                    }
                }
            }
        }
    #endif

    @Test func mutatesDeepEnough() throws {
        let folder = try TemporaryFolder()
        let valid = try (0..<1000).count { try Self.readAll(Self.mutator.input($0), at: folder.file("a.csv")) }
        #expect((10..<950).contains(valid))
    }
}
