extension Value {
    /// The value of any encodable result: properties under the names of `ResultKeyName`, keys of dictionaries as they
    /// are. Integers stay integers, and NaN and infinities are kept.
    ///
    /// - Throws: `EncodingError` where an integer does not fit into `Int`, and what the result itself throws.
    public init(encoding result: some Encodable) throws {
        self = try EncodedValue.of(result, at: []).value
    }
}

/// A value in the making, filled by the containers that the encoder hands out.
private final class EncodedValue {
    private enum Content {
        case leaf(Value)
        case object([String: EncodedValue])
        case array([EncodedValue])
    }

    private var content = Content.object([:])

    var value: Value {
        switch content {
        case .leaf(let value): value
        case .object(let members): .object(members.mapValues(\.value))
        case .array(let elements): .array(elements.map(\.value))
        }
    }

    var count: Int { if case .array(let elements) = content { elements.count } else { 0 } }

    init() {}
    init(_ value: Value) { content = .leaf(value) }

    static func of<T: Encodable>(_ value: T, at path: [any CodingKey]) throws -> EncodedValue {
        if let value = value as? Value { return EncodedValue(value) }
        if let numbers = value as? [Double] { return EncodedValue(Value(numbers)) }
        let box = EncodedValue()
        if let dictionary = value as? any StringKeyed {
            box.content = .object(try dictionary.encodedMembers(at: path))
        } else {
            try value.encode(to: ValueEncoder(box: box, codingPath: path))
        }
        return box
    }

    func set(_ value: Value) { content = .leaf(value) }

    func beginArray() { if case .array = content {} else { content = .array([]) } }

    func insert(_ member: EncodedValue, _ name: String) {
        guard case .object(var members) = content else { return }
        content = .leaf(.null)
        members[name] = member
        content = .object(members)
    }

    func append(_ element: EncodedValue) {
        guard case .array(var elements) = content else { return }
        content = .leaf(.null)
        elements.append(element)
        content = .array(elements)
    }
}

/// A dictionary whose keys are names that someone chose, and so stay as they are.
private protocol StringKeyed {
    func encodedMembers(at path: [any CodingKey]) throws -> [String: EncodedValue]
}

extension Dictionary: StringKeyed where Key == String, Value: Encodable {
    fileprivate func encodedMembers(at path: [any CodingKey]) throws -> [String: EncodedValue] {
        try mapValues { try EncodedValue.of($0, at: path) }
    }
}

private struct ValueEncoder: Encoder {
    let box: EncodedValue
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(Keyed<Key>(box: box, codingPath: codingPath))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        box.beginArray()
        return Unkeyed(box: box, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { Single(box: box, codingPath: codingPath) }

    /// - Throws: `EncodingError` where the integer has more bits than `Int`.
    static func integer(_ value: some BinaryInteger, at path: [any CodingKey]) throws -> Value {
        guard let integer = Int(exactly: value) else {
            throw EncodingError.invalidValue(
                value,
                .init(codingPath: path, debugDescription: "\(value) does not fit into an integer; write it as text"))
        }
        return .integer(integer)
    }

    /// The value of a number, a text or a truth value; nil for a structured value.
    static func leaf<T: Encodable>(_ value: T, at path: [any CodingKey]) throws -> Value? {
        switch value {
        case let value as Bool: .bool(value)
        case let value as String: .string(value)
        case let value as Double: .number(value)
        case let value as Float: .number(Double(value))
        case let value as any BinaryInteger: try integer(value, at: path)
        default: nil
        }
    }

    struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
        let box: EncodedValue
        let codingPath: [any CodingKey]

        private func name(_ key: Key) -> String { ResultKeyName.hyphenated(key.stringValue) }

        func encodeNil(forKey key: Key) throws { box.insert(EncodedValue(.null), name(key)) }

        func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
            let path = codingPath + [key]
            let member = try leaf(value, at: path).map(EncodedValue.init) ?? EncodedValue.of(value, at: path)
            box.insert(member, name(key))
        }

        private func nested(_ key: Key) -> ValueEncoder {
            let member = EncodedValue()
            box.insert(member, name(key))
            return ValueEncoder(box: member, codingPath: codingPath + [key])
        }

        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) -> KeyedEncodingContainer<Nested> { nested(key).container(keyedBy: type) }

        func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { nested(key).unkeyedContainer() }

        func superEncoder() -> any Encoder { ValueEncoder(box: box, codingPath: codingPath) }
        func superEncoder(forKey key: Key) -> any Encoder { nested(key) }
    }

    struct Unkeyed: UnkeyedEncodingContainer {
        let box: EncodedValue
        let codingPath: [any CodingKey]
        var count: Int { box.count }

        func encodeNil() throws { box.append(EncodedValue(.null)) }

        func encode<T: Encodable>(_ value: T) throws {
            box.append(try leaf(value, at: codingPath).map(EncodedValue.init) ?? EncodedValue.of(value, at: codingPath))
        }

        private func nested() -> ValueEncoder {
            let element = EncodedValue()
            box.append(element)
            return ValueEncoder(box: element, codingPath: codingPath)
        }

        func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
            nested().container(keyedBy: type)
        }

        func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { nested().unkeyedContainer() }
        func superEncoder() -> any Encoder { nested() }
    }

    struct Single: SingleValueEncodingContainer {
        let box: EncodedValue
        let codingPath: [any CodingKey]

        func encodeNil() throws { box.set(.null) }

        func encode<T: Encodable>(_ value: T) throws {
            box.set(try leaf(value, at: codingPath) ?? EncodedValue.of(value, at: codingPath).value)
        }
    }
}
