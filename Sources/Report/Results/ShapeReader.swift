import Synchronization

extension ResultShape {
    /// What is known of types that were asked before.
    private static let known = Mutex<[ObjectIdentifier: KnownShapes]>([:])

    /// The shapes of a type by the names of the document that it holds: with the same names it stays what it is.
    private struct KnownShapes {
        /// What it holds, in the order in which it is asked for.
        let kinds: [any ResultNames.Type]
        var shapes: [[[String]?]: ResultShape] = [:]

        /// More than this are not kept.
        static let most = 100
    }

    /// Finds the shape of a type by decoding it from an empty source and recording the keys and kinds that it requests.
    ///
    /// - Parameters:
    ///   - type: the type of the result.
    ///   - names: the names and, by their number, the counts that are known from the document; nil for others.
    /// - Precondition: the type can be decoded from any values of the requested kinds. Types that cannot must be a
    ///   ``ShapedResult``.
    public init(
        of type: (some Decodable).Type, names: @escaping ((any ResultNames.Type) -> [String]?) = { _ in nil }
    ) {
        let id = ObjectIdentifier(type)
        if let kinds = Self.known.withLock({ $0[id]?.kinds }) {
            let given = kinds.map(names)
            if let shape = Self.known.withLock({ $0[id]?.shapes[given] }) {
                self = shape
                return
            }
        }
        let asked = Mutex<[(kind: any ResultNames.Type, names: [String]?)]>([])
        do {
            self = try ShapeReader.read(type) { kind in
                let names = names(kind)
                asked.withLock { $0.append((kind, names)) }
                return names
            }.shape
            let (kinds, given) = asked.withLock { asked in (asked.map { $0.kind }, asked.map { $0.names }) }
            let shape = self
            Self.known.withLock { known in
                let shapes = known[id]?.shapes ?? [:]
                guard shapes.count < KnownShapes.most else { return }
                known[id, default: KnownShapes(kinds: kinds)].shapes[given] = shape
            }
        } catch {
            fatalError("\(type) cannot state its shape: \(error)")
        }
    }
}

extension ResultShape {
    /// The shape of an existing value.
    init(of value: Value) { self.init(ofAll: [value]) }

    /// What holds for all of some values: the members of any of them.
    private init(ofAll values: [Value]) {
        let objects = values.compactMap(\.object)
        if !objects.isEmpty, objects.count == values.count {
            var members: [String: [Value]] = [:]
            for (name, value) in objects.joined() { members[name, default: []].append(value) }
            self = .group(
                members.sorted { $0.key < $1.key }.map { name, values in
                    Member(
                        name: name, meaning: "", isOptional: values.count < objects.count,
                        shape: ResultShape(ofAll: values))
                })
            return
        }
        let arrays = values.compactMap(\.array)
        if let longest = arrays.map(\.count).max(), arrays.count == values.count {
            // What an empty list would hold is not known.
            let isKnown = arrays.allSatisfy { !$0.isEmpty }
            self = .list(
                placeholder: "NUMBER", count: longest, isKnown ? ResultShape(ofAll: Array(arrays.joined())) : .any)
            return
        }
        let leaves = Set(values.map(ResultShape.init(leaf:)))
        let numbers: Set<ResultShape> = [.leaf(.number), .leaf(.integer)]
        self = leaves.count == 1 ? leaves.first ?? .any : leaves == numbers ? .leaf(.number) : .any
    }

    private init(leaf value: Value) {
        switch value {
        case .bool: self = .leaf(.truth)
        case .integer: self = .leaf(.integer)
        case .number: self = .leaf(.number)
        case .string: self = .leaf(.text([]))
        // A list or an object among others.
        case .null, .array, .object: self = .any
        }
    }
}

/// Hands out examples, and notes what was asked for.
private struct ShapeReader: Decoder {
    typealias Names = (any ResultNames.Type) -> [String]?

    /// What a type asked for so far.
    final class Notes {
        var members: [ResultShape.Member] = []
        var element: ResultShape?
        var leaf: ResultShape?
        var meanings: [String: String] = [:]
        var absences: [String: String] = [:]
        var errors: [String: String] = [:]
        var optional: Set<String> = []

        func note(_ name: String, _ shape: ResultShape) {
            guard !members.contains(where: { $0.name == name }) else { return }
            members.append(
                .init(
                    name: name, meaning: meanings[name] ?? "", isOptional: optional.contains(name),
                    absence: absences[name] ?? "not available", error: errors[name], shape: shape))
        }

        var shape: ResultShape {
            if let leaf { return leaf }
            if let element { return .list(placeholder: "NUMBER", count: nil, element) }
            return .group(members)
        }
    }

    let notes: Notes
    let names: Names
    /// A reader for parts that are combined by hand, whose requests are not recorded.
    var apart: ShapeReader { ShapeReader(notes: Notes(), names: names) }
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    static func read<T: Decodable>(_ type: T.Type, _ names: @escaping Names) throws -> (shape: ResultShape, example: T)
    {
        func found(_ shape: ResultShape, _ example: Any?) throws -> (shape: ResultShape, example: T) {
            guard let example = example as? T else {
                throw DecodingError.typeMismatch(type, .init(codingPath: [], debugDescription: "no example"))
            }
            return (shape, example)
        }
        switch type {
        case is Value.Type: return try found(.any, Value.null)
        case is Bool.Type: return try found(.leaf(.truth), false)
        case is String.Type: return try found(.leaf(.text([])), "")
        case is Double.Type: return try found(.leaf(.number), 0.0)
        case is Float.Type: return try found(.leaf(.number), Float(0))
        case let type as any FixedWidthInteger.Type: return try found(.leaf(.integer), zero(type))
        case let type as any SIMD.Type: return try found(vector(type), type.init())
        case let type as any ShapedResult.Type: return try found(type.shape, type.example)
        case let type as any ShapedByContent.Type:
            let (shape, example) = try type.content(names)
            return try found(shape, example)
        case let type as any CaseIterable.Type:
            let (words, example) = choices(type)
            if let example { return try found(.leaf(.text(words)), example) }
        default: break
        }
        let notes = Notes()
        notes.meanings = (type as? any ResultGroup.Type)?.meanings ?? [:]
        notes.absences = (type as? any ResultGroup.Type)?.absences ?? [:]
        notes.errors = (type as? any ResultGroup.Type)?.errors ?? [:]
        let example = try T(from: ShapeReader(notes: notes, names: names))
        if type is any ResultGroup.Type {
            let held = Set(notes.members.map(\.name))
            guard held == Set(notes.meanings.keys) else {
                fatalError("\(type) holds \(held.sorted()) and gives meanings of \(notes.meanings.keys.sorted())")
            }
            guard notes.optional.isSuperset(of: notes.absences.keys) else {
                fatalError(
                    "\(type) may lack \(notes.optional.sorted()) and has words for \(notes.absences.keys.sorted())")
            }
            guard held.isSuperset(of: notes.errors.keys), held.isSuperset(of: notes.errors.values) else {
                fatalError("\(type) holds \(held.sorted()) and gives errors \(notes.errors)")
            }
        }
        return (notes.shape, example)
    }

    private static func vector<V: SIMD>(_ type: V.Type) -> ResultShape {
        .list(placeholder: "NUMBER", count: V.scalarCount, .leaf(.number))
    }

    private static func zero<I: FixedWidthInteger>(_ type: I.Type) -> I { 0 }

    /// The words of an enumeration, and one of its values; none where it is not one of words.
    private static func choices<C: CaseIterable>(_ type: C.Type) -> (words: [String], example: Any?) {
        let words = type.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
        return (words, words.isEmpty ? nil : type.allCases.first)
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(Keyed<Key>(reader: self))
    }

    func unkeyedContainer() -> any UnkeyedDecodingContainer { Unkeyed(reader: self) }
    func singleValueContainer() -> any SingleValueDecodingContainer { Single(reader: self) }

    struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let reader: ShapeReader
        var codingPath: [any CodingKey] { [] }
        var allKeys: [Key] { [] }

        private func name(_ key: Key) -> String { ResultKeyName.hyphenated(key.stringValue) }
        func contains(_ key: Key) -> Bool { true }

        /// Always false, so that the type also requests the value of an optional.
        func decodeNil(forKey key: Key) -> Bool {
            reader.notes.optional.insert(name(key))
            return false
        }

        func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
            let (shape, example) = try read(type, reader.names)
            reader.notes.note(name(key), shape)
            return example
        }

        private func nested(_ key: Key) -> ShapeReader {
            reader.notes.note(name(key), .any)
            return reader.apart
        }

        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) -> KeyedDecodingContainer<Nested> { nested(key).container(keyedBy: type) }

        func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedDecodingContainer { nested(key).unkeyedContainer() }

        func superDecoder() -> any Decoder { reader }
        func superDecoder(forKey key: Key) -> any Decoder { nested(key) }
    }

    struct Unkeyed: UnkeyedDecodingContainer {
        let reader: ShapeReader
        private(set) var currentIndex = 0
        var codingPath: [any CodingKey] { [] }
        var count: Int? { nil }
        /// One element of a list is enough.
        var isAtEnd: Bool { currentIndex > 0 }

        init(reader: ShapeReader) {
            self.reader = reader
            reader.notes.element = reader.notes.element ?? .any
        }

        mutating func decodeNil() -> Bool { false }

        mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
            let (shape, example) = try read(type, reader.names)
            if currentIndex == 0 { reader.notes.element = shape }
            currentIndex += 1
            return example
        }

        private mutating func next() -> ShapeReader {
            currentIndex += 1
            return reader.apart
        }

        mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedDecodingContainer<Nested> {
            next().container(keyedBy: type)
        }

        mutating func nestedUnkeyedContainer() -> any UnkeyedDecodingContainer { next().unkeyedContainer() }
        mutating func superDecoder() -> any Decoder { next() }
    }

    struct Single: SingleValueDecodingContainer {
        let reader: ShapeReader
        var codingPath: [any CodingKey] { [] }

        func decodeNil() -> Bool { false }

        func decode<T: Decodable>(_ type: T.Type) throws -> T {
            let (shape, example) = try read(type, reader.names)
            reader.notes.leaf = shape
            return example
        }
    }
}

/// A type whose shape follows from what it holds, and from names in the document.
private protocol ShapedByContent {
    static func content(_ names: @escaping ShapeReader.Names) throws -> (shape: ResultShape, example: Any)
}

extension Dictionary: ShapedByContent where Key == String, Value: Decodable {
    fileprivate static func content(_ names: @escaping ShapeReader.Names) throws -> (shape: ResultShape, example: Any) {
        let (shape, example) = try ShapeReader.read(Value.self, names)
        return (.named(placeholder: "NAME", names: nil, shape), ["name": example])
    }
}

extension ResultsByName: ShapedByContent {
    fileprivate static func content(_ names: @escaping ShapeReader.Names) throws -> (shape: ResultShape, example: Any) {
        let (shape, example) = try ShapeReader.read(Element.self, names)
        return (
            .named(placeholder: Names.placeholder, names: names(Names.self), shape), Self([("name", example)])
        )
    }
}

extension ResultsByNumber: ShapedByContent {
    fileprivate static func content(_ names: @escaping ShapeReader.Names) throws -> (shape: ResultShape, example: Any) {
        let (shape, example) = try ShapeReader.read(Element.self, names)
        return (.list(placeholder: Names.placeholder, count: names(Names.self)?.count, shape), Self([example]))
    }
}
