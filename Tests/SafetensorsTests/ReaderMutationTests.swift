import Foundation
import Safetensors
import TestSupport
import Testing

/// Broken files give a value or a ``SafetensorsError``: no crash, no trap, no memory beyond the file's own size.
@Suite struct ReaderMutationTests {
    /// One file of all types, one with names and metadata that need escapes, one of a few large tensors.
    static let mutator = InputMutator(originals, seed: 17)

    private static let originals: [Data] = {
        do {
            var types = SafetensorsWriter(metadata: ["format": "pt"])
            try types.add("float", shape: [2, 3], (0..<6).map { Float($0) })
            try types.add("double", shape: [1], [Double.pi])
            try types.add("index", shape: [2, 1], [1, -2])
            try types.add("mask", shape: [4], [true, false, true, true])
            try types.add("byte", shape: [], [UInt8(7)])
            try types.add("empty", shape: [0, 5], [Float]())
            var names = SafetensorsWriter(metadata: ["ν\n\"\\": "\u{1}", "": ""])
            try names.add("a.b.0.weight", shape: [1, 1, 1], [Float.nan])
            try names.add("größe", shape: [3], [UInt8(1), 2, 3])
            var large = SafetensorsWriter()
            for name in ["x", "y"] { try large.add(name, shape: [32, 4], [Float](repeating: 0.5, count: 128)) }
            return [types.data(), names.data(), large.data(), SafetensorsWriter().data()]
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    /// Reads everything that a file gives.
    static func readAll(_ data: Data) {
        guard let file = try? SafetensorsFile(data: data) else { return }
        var total = 0
        for name in file.names {
            guard let tensor = file.tensors[name] else { continue }
            total += tensor.bytes.count
            precondition(tensor.doubles().count == tensor.count && tensor.floats().count == tensor.count)
            precondition(tensor.shape.reduce(1, *) == tensor.count, "shape \(tensor.shape) of \(tensor.count) elements")
            _ = try? tensor.integers()
        }
        precondition(total + 8 <= data.count, "\(total) bytes of tensors in a file of \(data.count)")
    }

    /// Reads a file in pieces and compares with the file read as a whole.
    static func readPieces(_ data: Data, at url: URL) throws {
        // A new file every time: to overwrite one waits for the disk.
        unlink(url.path)
        try MutationRun.write(data, to: url)
        let whole = Result { () throws(SafetensorsError) in try SafetensorsFile(data: data) }
        let pieces = Result { () throws(SafetensorsError) in try SafetensorsReader(contentsOf: url) }
        switch (whole, pieces) {
        case (.failure(let error), .failure(let other)):
            precondition(error == other, "\(error) as a whole, \(other) in pieces")
        case (.success(let file), .success(let reader)):
            precondition(file.names == reader.names && file.metadata == reader.metadata)
            for (name, tensor) in file.tensors {
                guard let rows = tensor.shape.first else { continue }
                let all = try reader.rows(0..<rows, of: name)
                precondition(all.shape == tensor.shape && Array(all.bytes) == Array(tensor.bytes))
                let last = try reader.rows(max(0, rows - 1)..<rows, of: name)
                precondition(Array(last.bytes) == Array(tensor.bytes.suffix(last.bytes.count)))
            }
        default: preconditionFailure("readable by one reader only")
        }
    }

    // A process of its own shows a trap as a failed test, and can be held to a limit of memory.
    #if compiler(>=6.2)
        @Test func readsMutatedFilesInMemory() async {
            await #expect(processExitsWith: .success) {
                let mutator = ReaderMutationTests.mutator
                try MutationRun.withMemory(limitedToFurther: 64 << 20) {
                    for index in MutationRun.indices(count: 60_000) {
                        ReaderMutationTests.readAll(mutator.input(index))
                    }
                }
            }
        }

        @Test func readsMutatedFilesInPieces() async {
            await #expect(processExitsWith: .success) {
                let mutator = ReaderMutationTests.mutator
                let folder = try TemporaryFolder()
                try MutationRun.withMemory(limitedToFurther: 64 << 20) {
                    for index in MutationRun.indices(count: 3_000) {
                        try ReaderMutationTests.readPieces(
                            mutator.input(1_000_000_000 + index), at: folder.file("a.safetensors"))
                    }
                }
            }
        }
    #endif

    @Test func mutatesDeepEnough() {
        // Some inputs are still valid, and every kind of error is met: the changes reach all checks.
        var seen: Set<String> = []
        for index in 0..<20_000 {
            do throws(SafetensorsError) {
                _ = try SafetensorsFile(data: Self.mutator.input(index))
                seen.insert("valid")
            } catch {
                seen.insert(String("\(Mirror(reflecting: error).children.first?.label ?? "\(error)")"))
            }
        }
        let expected = [
            "valid", "truncated", "headerTooLong", "invalidHeader", "duplicateName", "unknownDataType", "shapeOverflow",
            "sizeMismatch", "offsetsOutOfBounds", "overlap", "gap",
        ]
        #expect(seen.isSuperset(of: expected), "missing: \(Set(expected).subtracting(seen))")
    }
}
