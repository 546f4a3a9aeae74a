/// A JSON-like value: the content of artifacts, the form of options in a key, and what inline values and claims read.
///
/// Integers and other numbers are distinguished, so that a count is printed as a count. A number may be NaN or
/// infinite; the JSON form of those is `{"$number": "nan"}`, never `null` and never 0.
public enum Value: Hashable, Sendable {
    /// No value.
    case null
    /// True or false.
    case bool(Bool)
    /// A number without fraction and exponent.
    case integer(Int)
    /// Any other number; NaN and infinities are allowed.
    case number(Double)
    /// A text.
    case string(String)
    /// A list.
    case array([Value])
    /// Members by name; they have no order.
    case object([String: Value])
}

extension Value {
    /// The number, where this is an integer or a number.
    public var double: Double? {
        switch self {
        case .integer(let integer): Double(integer)
        case .number(let number): number
        default: nil
        }
    }

    /// The integer, where this is one, or a number without a fractional part.
    public var int: Int? {
        switch self {
        case .integer(let integer): integer
        case .number(let number): Int(exactly: number)
        default: nil
        }
    }

    /// The boolean; nil for other kinds.
    public var bool: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }

    /// The text; nil for other kinds.
    public var string: String? {
        if case .string(let string) = self { string } else { nil }
    }

    /// The list; nil for other kinds.
    public var array: [Value]? {
        if case .array(let array) = self { array } else { nil }
    }

    /// The members; nil for other kinds.
    public var object: [String: Value]? {
        if case .object(let object) = self { object } else { nil }
    }

    /// The numbers of an array of numbers; nil where an element is not a number.
    public var doubles: [Double]? {
        guard case .array(let elements) = self else { return nil }
        var result: [Double] = []
        result.reserveCapacity(elements.count)
        for element in elements {
            guard let double = element.double else { return nil }
            result.append(double)
        }
        return result
    }

    /// The word for this kind of value in a message.
    public var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer: "an integer"
        case .number: "a number"
        case .string: "a text"
        case .array: "a list"
        case .object: "an object"
        }
    }

    /// A list of numbers.
    public init(_ doubles: [Double]) { self = .array(doubles.map(Value.number)) }
    /// A list of texts.
    public init(_ strings: [String]) { self = .array(strings.map(Value.string)) }
    /// An object of numbers.
    public init(_ doubles: [String: Double]) { self = .object(doubles.mapValues(Value.number)) }
}

extension Value: Codable {
    /// Any JSON-like value. Where the decoder cannot tell integers from numbers, a whole number becomes an integer.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let bool = try? container.decode(Bool.self) {
            self = .bool(bool)
        } else if let integer = try? container.decode(Int.self) {
            self = .integer(integer)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let string = try? container.decode(String.self) {
            self = .string(string)
        } else if let elements = try? container.decode([Value].self) {
            self = .array(elements)
        } else {
            self = .object(try container.decode([String: Value].self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let bool): try container.encode(bool)
        case .integer(let integer): try container.encode(integer)
        case .number(let number): try container.encode(number)
        case .string(let string): try container.encode(string)
        case .array(let elements): try container.encode(elements)
        case .object(let members): try container.encode(members)
        }
    }
}

extension Value: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(nilLiteral: ()) { self = .null }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: Value...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, Value)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { _, last in last }))
    }
}
