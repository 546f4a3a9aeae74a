import Foundation

extension Value {
    /// The value of any encodable result. NaN and infinities are kept.
    ///
    /// A whole `Double` becomes an integer here, because `Encodable` does not tell them apart; ``double`` reads both.
    public init(encoding result: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: Self.infinityMark, negativeInfinity: Self.negativeInfinityMark, nan: Self.nanMark)
        self = try Value(json: encoder.encode(result)).markedNumbers
    }

    /// The inverse of ``init(encoding:)``.
    public func decoded<Result: Decodable>(as type: Result.Type = Result.self) throws -> Result {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: Self.infinityMark, negativeInfinity: Self.negativeInfinityMark, nan: Self.nanMark)
        return try decoder.decode(type, from: Data(numbersMarked.canonicalJSON.utf8))
    }

    private static let nanMark = "\u{10FF05}nan"
    private static let infinityMark = "\u{10FF05}inf"
    private static let negativeInfinityMark = "\u{10FF05}-inf"

    private var markedNumbers: Value {
        switch self {
        case .string(Self.nanMark): .number(.nan)
        case .string(Self.infinityMark): .number(.infinity)
        case .string(Self.negativeInfinityMark): .number(-.infinity)
        case .array(let elements): .array(elements.map(\.markedNumbers))
        case .object(let members): .object(members.mapValues(\.markedNumbers))
        default: self
        }
    }

    private var numbersMarked: Value {
        switch self {
        case .number(let number) where number.isNaN: .string(Self.nanMark)
        case .number(.infinity): .string(Self.infinityMark)
        case .number(-.infinity): .string(Self.negativeInfinityMark)
        case .array(let elements): .array(elements.map(\.numbersMarked))
        case .object(let members): .object(members.mapValues(\.numbersMarked))
        default: self
        }
    }
}
