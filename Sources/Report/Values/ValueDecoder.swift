extension Value {
    /// The inverse of ``init(encoding:)``.
    ///
    /// - Throws: ``ResultMismatch``, which names the value that is missing or of another kind.
    public func decoded<Result: Decodable>(as type: Result.Type = Result.self) throws -> Result {
        do {
            return try ValueDecoder(value: self, codingPath: []).decode(type)
        } catch let error as DecodingError {
            throw ResultMismatch(error)
        }
    }
}

/// The error for a stored result that does not have the type that its verb declares.
public struct ResultMismatch: Error, Sendable, CustomStringConvertible {
    /// Which value is missing or of another kind.
    public let description: String

    init(_ error: DecodingError) {
        func path(_ context: DecodingError.Context) -> String {
            context.codingPath.map { $0.intValue.map(String.init) ?? ResultKeyName.hyphenated($0.stringValue) }
                .joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context):
            let name = ResultKeyName.hyphenated(key.stringValue)
            let place = path(context)
            description = "there is no value '\(place.isEmpty ? name : "\(place).\(name)")'"
        case .valueNotFound(_, let context), .typeMismatch(_, let context), .dataCorrupted(let context):
            description = "'\(path(context))' is not as expected: \(context.debugDescription)"
        @unknown default: description = "\(error)"
        }
    }
}

private struct ValueDecoder: Decoder {
    let value: Value
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        if let leaf = try leaf(type) { return leaf }
        if type == Value.self, let value = value as? T { return value }
        if type == [Double].self, let numbers = value.doubles as? T { return numbers }
        if let type = type as? any StringKeyed.Type, let decoded = try type.decoded(self) as? T { return decoded }
        return try T(from: self)
    }

    /// A number, a text or a truth value; nil where the type has a structure.
    private func leaf<T>(_ type: T.Type) throws -> T? {
        let found: Any?
        switch type {
        case is Double.Type: found = value.double
        case is Bool.Type: found = value.bool
        case is String.Type: found = value.string
        case is Int.Type: found = value.int
        case is Float.Type: found = value.double.map { Float($0) }
        case let type as any FixedWidthInteger.Type: found = integer(type)
        default: return nil
        }
        guard let leaf = found as? T else { throw mismatch(type) }
        return leaf
    }

    private func integer<I: FixedWidthInteger>(_ type: I.Type) -> Any? { value.int.flatMap { I(exactly: $0) } }

    fileprivate func mismatch(_ type: Any.Type) -> DecodingError {
        .typeMismatch(type, .init(codingPath: codingPath, debugDescription: "it is \(value.kind)"))
    }

    fileprivate func inside(_ value: Value, _ key: any CodingKey) -> ValueDecoder {
        ValueDecoder(value: value, codingPath: codingPath + [key])
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard let members = value.object else { throw mismatch([String: Value].self) }
        return KeyedDecodingContainer(Keyed<Key>(decoder: self, members: members))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard let elements = value.array else { throw mismatch([Value].self) }
        return Unkeyed(decoder: self, elements: elements)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { Single(decoder: self) }

    struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let decoder: ValueDecoder
        let members: [String: Value]
        var codingPath: [any CodingKey] { decoder.codingPath }
        var allKeys: [Key] { members.keys.sorted().compactMap(Key.init(stringValue:)) }

        private func member(_ key: Key) -> Value? { members[ResultKeyName.hyphenated(key.stringValue)] }
        func contains(_ key: Key) -> Bool { member(key) != nil }
        func decodeNil(forKey key: Key) throws -> Bool { member(key) == .null }
        func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try nested(key).decode(type) }

        private func nested(_ key: Key) throws -> ValueDecoder {
            guard let value = member(key) else {
                throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: "missing"))
            }
            return decoder.inside(value, key)
        }

        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) throws -> KeyedDecodingContainer<Nested> { try nested(key).container(keyedBy: type) }

        func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
            try nested(key).unkeyedContainer()
        }

        func superDecoder() throws -> any Decoder { decoder }
        func superDecoder(forKey key: Key) throws -> any Decoder { try nested(key) }
    }

    struct Unkeyed: UnkeyedDecodingContainer {
        let decoder: ValueDecoder
        let elements: [Value]
        private(set) var currentIndex = 0
        var codingPath: [any CodingKey] { decoder.codingPath }
        var count: Int? { elements.count }
        var isAtEnd: Bool { currentIndex >= elements.count }

        init(decoder: ValueDecoder, elements: [Value]) {
            self.decoder = decoder
            self.elements = elements
        }

        private mutating func next() throws -> ValueDecoder {
            guard !isAtEnd else {
                throw DecodingError.valueNotFound(
                    Value.self, .init(codingPath: codingPath, debugDescription: "the list ends too early"))
            }
            defer { currentIndex += 1 }
            return decoder.inside(elements[currentIndex], Position(intValue: currentIndex))
        }

        mutating func decodeNil() throws -> Bool {
            guard !isAtEnd, elements[currentIndex] == .null else { return false }
            currentIndex += 1
            return true
        }

        mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try next().decode(type) }

        mutating func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type
        ) throws -> KeyedDecodingContainer<Nested> { try next().container(keyedBy: type) }

        mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }
        mutating func superDecoder() throws -> any Decoder { try next() }
    }

    struct Single: SingleValueDecodingContainer {
        let decoder: ValueDecoder
        var codingPath: [any CodingKey] { decoder.codingPath }

        func decodeNil() -> Bool { decoder.value == .null }
        func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoder.decode(type) }
    }
}

/// The place of an element in a list.
private struct Position: CodingKey {
    let intValue: Int?
    var stringValue: String { intValue.map(String.init) ?? "" }

    init(intValue: Int) { self.intValue = intValue }
    init?(stringValue: String) { return nil }
}

/// A dictionary whose keys are names that someone chose, and so stay as they are.
private protocol StringKeyed {
    static func decoded(_ decoder: ValueDecoder) throws -> Any
}

extension Dictionary: StringKeyed where Key == String, Value: Decodable {
    fileprivate static func decoded(_ decoder: ValueDecoder) throws -> Any {
        guard let members = decoder.value.object else { throw decoder.mismatch(Self.self) }
        return try members.reduce(into: Self()) { result, member in
            result[member.key] = try decoder.inside(member.value, Name(stringValue: member.key)).decode(Value.self)
        }
    }
}

private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { return nil }
}
