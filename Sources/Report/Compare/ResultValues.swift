/// The single values of a result with their errors, as reports name them.
struct ResultValues {
    struct Entry {
        /// As reports name it: the key of names is left out where it may be.
        let path: String
        /// Of a value of a table, row and column; nil for others.
        var name: String?
        let value: Value
        /// Its standard error; nil where its verb declares none, or the result has none.
        let error: Double?
    }

    /// In the order of the declaration.
    private(set) var entries: [Entry] = []
    private let root: ResultShape

    /// - Parameters:
    ///   - shape: the shape that the verb declares; `any` where it is not known.
    ///   - verb: the verb of the cell; nil for values that are no result.
    init(_ result: Value, shape: ResultShape, verb: String? = nil) {
        root = shape
        walk(shape, result, Path(), error: nil)
        guard let names = verb.flatMap({ TableNames(result, verb: $0) }) else { return }
        for index in entries.indices { entries[index].name = names.name(of: entries[index].path) }
    }

    /// A path and the same without the keys of names.
    private struct Path {
        var full: [String] = []
        var short: [String] = []

        func appending(_ name: String, isLeftOut: Bool = false) -> Path {
            Path(full: full + [name], short: isLeftOut ? short : short + [name])
        }
    }

    private mutating func walk(_ shape: ResultShape, _ value: Value, _ path: Path, error: Value?) {
        switch (shape, value) {
        case (_, .object) where LongList.count(value) != nil: append(value, path, error)
        case (.group(let members), .object(let values)):
            for member in members {
                let path = path.appending(member.name, isLeftOut: member.shape.holdsNames)
                if let value = values[member.name] {
                    walk(member.shape, value, path, error: member.error.flatMap { values[$0] })
                } else if member.isOptional, case .leaf = member.shape {
                    append(.string(member.absence), path, nil)
                }
            }
            let known = Set(members.map(\.name))
            for name in values.keys.sorted() where !known.contains(name) {
                walk(.any, values[name] ?? .null, path.appending(name), error: nil)
            }
        case (.named(_, _, let inner), .object(let values)):
            for name in values.keys.sorted() {
                walk(inner, values[name] ?? .null, path.appending(name), error: error?.object?[name])
            }
        case (_, .object(let values)):
            for name in values.keys.sorted() { walk(.any, values[name] ?? .null, path.appending(name), error: nil) }
        case (_, .array(let elements)):
            for (index, element) in elements.enumerated() {
                let errors = error?.array
                walk(
                    shape.element ?? .any, element, path.appending(String(index)),
                    error: errors.flatMap { $0.indices.contains(index) ? $0[index] : nil })
            }
        default: append(value, path, error)
        }
    }

    private mutating func append(_ value: Value, _ path: Path, _ error: Value?) {
        let (full, short) = (path.full.joined(separator: "."), path.short.joined(separator: "."))
        var name = full
        if short != full, case .found(_, full) = root.resolve(short) { name = short }
        entries.append(Entry(path: name, name: nil, value: value, error: error?.double))
    }
}

extension ResultShape {
    /// Whether reports may leave out the key that it stands under.
    fileprivate var holdsNames: Bool {
        if case .named = self { true } else { false }
    }
}

extension DirectiveRegistry {
    /// The shape of the result of a verb with these options; `any` for an unknown verb.
    func shape(of verb: String, options: Value) -> ResultShape {
        guard let directive = self[verb] else { return .any }
        let variant = directive.schema.selector.flatMap { options.object?[$0]?.string }
        return variant.flatMap { directive.variantShapes[$0] } ?? directive.resultShape
    }
}
