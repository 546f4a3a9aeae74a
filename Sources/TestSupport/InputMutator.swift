import Foundation
import RandomStreams

/// Broken safetensors files: valid ones, changed in a few places that a seed chooses.
///
/// Half of all changes use the format: they change the JSON header and correct its length, because random changes
/// hardly ever get past the header.
public struct InputMutator: Sendable {
    private let originals: [[UInt8]]
    private let knowsFormat: Bool
    private let key: RandomKey

    /// - Parameters:
    ///   - originals: valid files, at least one.
    ///   - knowsFormat: whether they are of the format; others have their bytes changed only.
    ///   - seed: of the changes.
    public init(_ originals: [Data], knowsFormat: Bool = true, seed: UInt64) {
        precondition(!originals.isEmpty, "nothing to change")
        self.originals = originals.map { [UInt8]($0) }
        self.knowsFormat = knowsFormat
        key = RandomKey(seed: seed, purpose: "mutations")
    }

    /// Input number `index`: the same one in every run.
    public func input(_ index: Int) -> Data {
        var random = key.stream(UInt64(index))
        var bytes = originals.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            if !knowsFormat || Bool.random(using: &random) {
                changeBytes(&bytes, using: &random)
            } else {
                changeHeader(&bytes, using: &random)
            }
        }
        return Data(bytes)
    }

    // MARK: Without knowledge of the format

    private func changeBytes(_ bytes: inout [UInt8], using random: inout RandomStream) {
        guard let place = bytes.indices.randomElement(using: &random) else {
            bytes = originals.randomElement(using: &random) ?? []
            return
        }
        switch Int.random(in: 0..<7, using: &random) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 2: bytes.removeLast(bytes.count - place)
        case 3: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...16, using: &random)))
        case 4: bytes.insert(contentsOf: Self.randomBytes(1...16, using: &random), at: place)
        case 5 where knowsFormat:
            Self.setLength(&bytes, Self.interestingLengths(bytes.count).randomElement(using: &random) ?? 0)
        default:
            // The front of one file, the back of another.
            let other = originals.randomElement(using: &random) ?? []
            bytes = Array(bytes[..<place]) + other[(other.indices.randomElement(using: &random) ?? 0)...]
        }
    }

    private static func randomBytes(_ count: ClosedRange<Int>, using random: inout RandomStream) -> [UInt8] {
        (0..<Int.random(in: count, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    private static func interestingLengths(_ count: Int) -> [UInt64] {
        let limits: [UInt64] = [0, 1, 2, 7, 8, 0x7FFF_FFFF, 1 << 31, 1 << 32, 1 << 62, 1 << 63, .max, .max - 7]
        return limits + [count - 9, count - 8, count - 7, count, count + 1].map { UInt64(max(0, $0)) }
    }

    private static func setLength(_ bytes: inout [UInt8], _ length: UInt64) {
        for index in 0..<min(8, bytes.count) { bytes[index] = UInt8(truncatingIfNeeded: length >> (8 * UInt64(index))) }
    }

    // MARK: In the header

    private func changeHeader(_ bytes: inout [UInt8], using random: inout RandomStream) {
        guard bytes.count >= 8 else { return }
        let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let end = 8 + Int(min(length, UInt64(bytes.count - 8)))
        var header = Array(bytes[8..<end])
        switch Int.random(in: 0..<9, using: &random) {
        case 0...2: Self.replaceNumber(&header, using: &random)
        case 3: Self.replaceWord(&header, using: &random)
        case 4: Self.changeToken(&header, using: &random)
        case 5: Self.swapPieces(&header, using: &random)
        case 6: Self.copyOffsets(&header, using: &random)
        case 7:
            let other = originals.randomElement(using: &random) ?? []
            header += other.prefix(header.count).dropFirst(8)
        default:
            changeNumbersBehindHeader(&bytes, from: end, using: &random)
            return
        }
        bytes.replaceSubrange(8..<end, with: header)
        Self.setLength(&bytes, UInt64(header.count))
    }

    private static let numbers = [
        "0", "1", "2", "3", "-1", "00", "1.5", "1e9", "255", "65536", "65537", "2147483647", "2147483648", "4294967296",
        "4611686018427387904", "9223372036854775807", "9223372036854775808", "18446744073709551616", "1e400", "null",
    ]

    /// Puts another number in the place of a run of digits: a shape, an offset, an architecture's size.
    private static func replaceNumber(_ header: inout [UInt8], using random: inout RandomStream) {
        let starts = header.indices.filter { isDigit(header[$0]) && ($0 == 0 || !isDigit(header[$0 - 1])) }
        guard let start = starts.randomElement(using: &random) else { return }
        let end = header[start...].firstIndex { !isDigit($0) } ?? header.count
        var number = numbers.randomElement(using: &random) ?? "0"
        if Bool.random(using: &random), let value = Int(String(decoding: header[start..<end], as: UTF8.self)) {
            number = "\([value &+ 1, value &- 1, value &* 2, value / 2].randomElement(using: &random) ?? 0)"
        }
        header.replaceSubrange(start..<end, with: Array(number.utf8))
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static let words = [
        "F64", "I64", "F32", "I32", "F16", "BF16", "U8", "BOOL", "F128", "dtype", "shape", "data_offsets",
        "__metadata__",
        "weight", "bias", "mask", "order", "indices", "spline", "composition", "permutation", "polynomialResidual",
        "hidden", "centers", "scales", "pairs", "",
    ]

    /// Puts another word in the place of one that the format, or a model, knows.
    private static func replaceWord(_ header: inout [UInt8], using random: inout RandomStream) {
        let old = Array((words.dropLast().randomElement(using: &random) ?? "").utf8)
        let places = header.indices.filter { header[$0...].starts(with: old) }
        guard let place = places.randomElement(using: &random) else { return }
        header.replaceSubrange(
            place..<place + old.count, with: Array((words.randomElement(using: &random) ?? "").utf8))
    }

    private static let tokens = [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\\"", "\\u0000", "\\ud800", "[[", "{}", "é",
    ]

    /// Removes, doubles or adds a token of JSON.
    private static func changeToken(_ header: inout [UInt8], using random: inout RandomStream) {
        let places = header.indices.filter { "{}[],:\"\\".utf8.contains(header[$0]) }
        guard let place = places.randomElement(using: &random) else { return }
        switch Int.random(in: 0..<3, using: &random) {
        case 0: header.remove(at: place)
        case 1: header.insert(header[place], at: place)
        default: header.insert(contentsOf: Array((tokens.randomElement(using: &random) ?? "").utf8), at: place)
        }
    }

    /// Repeats what stands between two commas, or leaves it out.
    private static func swapPieces(_ header: inout [UInt8], using random: inout RandomStream) {
        let commas = header.indices.filter { header[$0] == UInt8(ascii: ",") }
        guard let first = commas.randomElement(using: &random), let second = commas.randomElement(using: &random),
            first < second, second - first < 4096
        else { return }
        if Bool.random(using: &random) {
            header.insert(contentsOf: Array(header[first..<second]), at: second)
        } else {
            header.removeSubrange(first..<second)
        }
    }

    /// Gives a tensor the place of another.
    private static func copyOffsets(_ header: inout [UInt8], using random: inout RandomStream) {
        let name = Array("data_offsets".utf8)
        let places = header.indices.filter { header[$0...].starts(with: name) }
        func value(_ place: Int?) -> Range<Int>? {
            guard let place, let start = header[place...].firstIndex(of: UInt8(ascii: "[")),
                let end = header[start...].firstIndex(of: UInt8(ascii: "]"))
            else { return nil }
            return start..<end
        }
        guard let source = value(places.randomElement(using: &random)),
            let target = value(places.randomElement(using: &random))
        else { return }
        header.replaceSubrange(target, with: Array(header[source]))
    }

    /// Sets four bytes of the tensors to NaN, infinity, a huge or a tiny float32, or to -1.
    private func changeNumbersBehindHeader(_ bytes: inout [UInt8], from start: Int, using random: inout RandomStream) {
        guard bytes.count - start >= 4 else { return }
        let patterns: [UInt32] = [0x7FC0_0000, 0x7F80_0000, 0xFF80_0000, 0x7F7F_FFFF, 0x0000_0001, 0xFFFF_FFFF, 0]
        let pattern = patterns.randomElement(using: &random) ?? 0
        let place = start + Int.random(in: 0..<(bytes.count - start) / 4, using: &random) * 4
        for byte in 0..<4 { bytes[place + byte] = UInt8(truncatingIfNeeded: pattern >> (8 * UInt32(byte))) }
    }
}
