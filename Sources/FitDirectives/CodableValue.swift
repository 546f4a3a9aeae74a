import Foundation
import Report

/// Typed results in artifacts: what one directive writes, another reads back.
extension Value {
    init(encoding value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.nonConformingFloatEncodingStrategy = .throw
        self = try Value(json: encoder.encode(value))
    }

    func decoded<T: Decodable>(as type: T.Type) throws -> T {
        try JSONDecoder().decode(type, from: json())
    }
}
