import Foundation

/// The golden numbers, which lie outside the package.
enum ReferenceFolder {
    /// `FIDUCIAL_REFERENCE`, or `../shared/reference` beside the package; `nil` where neither is there.
    static let url: URL? = {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let candidates = [
            ProcessInfo.processInfo.environment["FIDUCIAL_REFERENCE"].map { URL(fileURLWithPath: $0) },
            package.deletingLastPathComponent().appendingPathComponent("shared/reference"),
        ]
        return candidates.compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0.path) }
    }()

    static var isThere: Bool { url != nil }
}

/// The least of a safetensors file that these tests need: float32 and int64 tensors as flat `Double` arrays.
struct ReferenceTensors {
    struct Malformed: Error {
        let name: String
    }

    private struct Entry: Decodable {
        let dtype: String
        let dataOffsets: [Int]

        enum CodingKeys: String, CodingKey {
            case dtype
            case dataOffsets = "data_offsets"
        }
    }

    private let entries: [String: Entry]
    private let payload: Data

    init(_ url: URL) throws {
        let data = try Data(contentsOf: url)
        guard data.count >= 8 else { throw Malformed(name: url.path) }
        let length = data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        entries = try JSONDecoder().decode([String: Entry].self, from: data.dropFirst(8).prefix(length))
        payload = Data(data.dropFirst(8 + length))
    }

    subscript(name: String) -> [Double] {
        get throws {
            guard let entry = entries[name], entry.dataOffsets.count == 2 else { throw Malformed(name: name) }
            let bytes = [UInt8](payload[entry.dataOffsets[0]..<entry.dataOffsets[1]])
            func words(_ size: Int) -> [UInt64] {
                stride(from: 0, to: bytes.count, by: size).map { start in
                    bytes[start..<start + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
                }
            }
            switch entry.dtype {
            case "F32": return words(4).map { Double(Float(bitPattern: UInt32($0))) }
            case "I64": return words(8).map { Double(Int64(bitPattern: $0)) }
            default: throw Malformed(name: name)
            }
        }
    }
}
