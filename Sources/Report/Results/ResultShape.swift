/// What a result may hold, known before its cell has run: it follows from the type of the result and from names in the
/// document.
public indirect enum ResultShape: Sendable, Hashable {
    /// One value.
    case leaf(Leaf)
    /// Properties by name.
    case group([Member])
    /// Elements by name, all of the same shape; `names` is nil where the document does not determine them.
    case named(placeholder: String, names: [String]?, ResultShape)
    /// A list of elements of the same shape; `count` is nil where the document does not determine it.
    case list(placeholder: String, count: Int?, ResultShape)
    /// Unknown: any content is allowed.
    case any

    /// The kind of a single value.
    public enum Leaf: Sendable, Hashable {
        /// Any number; a number without fraction; true or false.
        case number, integer, truth
        /// One of these texts, or any text if the list is empty.
        case text([String])

        /// "a number"
        public var words: String {
            switch self {
            case .number: "a number"
            case .integer: "an integer"
            case .truth: "true or false"
            case .text(let words): words.isEmpty ? "a text" : "one of " + words.joined(separator: ", ")
            }
        }
    }

    /// One property of a group.
    public struct Member: Sendable, Hashable {
        /// The name in reports.
        public let name: String
        /// One sentence; empty if its group declares none.
        public let meaning: String
        /// Whether it may be missing in a result.
        public let isOptional: Bool
        /// The word for a missing value.
        public let absence: String
        /// The property with its standard error; nil without one.
        public let error: String?
        /// What it may hold.
        public let shape: ResultShape

        init(
            name: String, meaning: String, isOptional: Bool, absence: String = "not available", error: String? = nil,
            shape: ResultShape
        ) {
            self.name = name
            self.meaning = meaning
            self.isOptional = isOptional
            self.absence = absence
            self.error = error
            self.shape = shape
        }
    }
}

extension ResultShape {
    /// The target of a path.
    public enum Resolution: Sendable, Hashable {
        /// - canonical: the path with the keys of names that the author left out.
        case found(ResultShape, canonical: String)
        /// No result of this shape has the path.
        case missing
    }

    /// Finds the target of a path; the key of names may be left out.
    public func resolve(_ path: String) -> Resolution {
        resolve(path.split(separator: ".", omittingEmptySubsequences: false)[...], behind: "")
    }

    private func resolve(_ path: ArraySlice<Substring>, behind prefix: String) -> Resolution {
        guard let first = path.first else { return .found(self, canonical: prefix) }
        func next(_ shape: ResultShape, _ name: String) -> Resolution {
            shape.resolve(path.dropFirst(), behind: prefix.isEmpty ? name : "\(prefix).\(name)")
        }
        switch self {
        case .any:
            let names: [String] = [prefix] + path.map(String.init)
            return .found(.any, canonical: names.filter { !$0.isEmpty }.joined(separator: "."))
        case .leaf: return .missing
        case .group(let members):
            // A name of a file that was read may itself hold dots.
            let most = members.contains { $0.name.utf8.contains(UInt8(ascii: ".")) } ? path.count : 1
            for length in stride(from: most, to: 0, by: -1) {
                let name = length == 1 ? String(first) : path.prefix(length).joined(separator: ".")
                guard let member = members.first(where: { $0.name == name }) else { continue }
                return member.shape.resolve(
                    path.dropFirst(length), behind: prefix.isEmpty ? name : "\(prefix).\(name)")
            }
            guard let holder = members.first(where: { $0.shape.isNamed(String(first)) }) else { return .missing }
            return holder.shape.resolve(path, behind: prefix.isEmpty ? holder.name : "\(prefix).\(holder.name)")
        case .named(_, let names, let shape):
            guard names?.contains(String(first)) ?? true else { return .missing }
            return next(shape, String(first))
        case .list(_, let count, let shape):
            guard let index = Int(first), String(index) == first, index >= 0, index < count ?? .max
            else { return .missing }
            return next(shape, String(first))
        }
    }

    /// Whether it holds results by name, this one among them.
    private func isNamed(_ name: String) -> Bool {
        if case .named(_, let names, _) = self { names?.contains(name) ?? true } else { false }
    }

    /// The value at a path in a result of this shape; a key of names that the author left out is added.
    public func value(at path: String, in result: Value) -> Value? {
        if let value = result[path: path] { return value }
        guard case .found(_, let canonical) = resolve(path), canonical != path else { return nil }
        return result[path: canonical]
    }

    /// The same, or the word for a value that is missing in this result, though its shape has it.
    public func written(at path: String, in result: Value) -> Value? {
        value(at: path, in: result) ?? absence(at: path, in: result).map(Value.string)
    }

    /// Why there is no number at a path: the word for a missing value, or the word that the result holds in place of a
    /// number; nil where there is a number, or where no result of this shape has the path.
    func absence(at path: String, in result: Value) -> String? {
        guard case .found(let shape, let canonical) = resolve(path) else { return nil }
        switch (value(at: path, in: result), shape) {
        case (.string(let word)?, .leaf(.number)), (.string(let word)?, .leaf(.integer)): return word
        case (.some, _): return nil
        case (nil, _):
            return absence(canonical.split(separator: ".", omittingEmptySubsequences: false)[...], in: result)
        }
    }

    private func absence(_ path: ArraySlice<Substring>, in result: Value) -> String? {
        guard let first = path.first else { return nil }
        switch self {
        case .any, .leaf: return nil
        case .group(let members):
            for length in stride(from: path.count, to: 0, by: -1) {
                let name = path.prefix(length).joined(separator: ".")
                guard let member = members.first(where: { $0.name == name }) else { continue }
                guard let inside = result[path: name] else { return member.isOptional ? member.absence : nil }
                return member.shape.absence(path.dropFirst(length), in: inside)
            }
            return nil
        case .named(_, _, let shape), .list(_, _, let shape):
            return result[path: String(first)].flatMap { shape.absence(path.dropFirst(), in: $0) }
        }
    }

    /// Every path to a leaf or a list, for remedies and for help; a list of unknown length has a single path.
    public var paths: [String] { paths(filling: [], short: false) }

    /// The paths, with an author's own words in place of names and positions that the document does not determine, and
    /// the short forms of those that have one.
    private func paths(filling path: [Substring], short: Bool) -> [String] {
        func below(_ shape: ResultShape, _ name: String, _ rest: [Substring]) -> [String] {
            shape.paths(filling: rest, short: short).map { $0.isEmpty ? name : "\(name).\($0)" }
        }
        switch self {
        case .leaf, .any: return [""]
        case .group(let members):
            return members.flatMap { member -> [String] in
                let full = below(member.shape, member.name, Array(path.dropFirst()))
                guard short, case .named = member.shape else { return full }
                return full + member.shape.paths(filling: path, short: short)
            }
        case .named(let placeholder, let names, let shape):
            return (names ?? [path.first.map(String.init) ?? placeholder]).flatMap {
                below(shape, $0, Array(path.dropFirst()))
            }
        case .list(_, let count, let shape):
            if case .leaf = shape, count == nil, path.first.flatMap({ Int($0) }) == nil { return [""] }
            let position = path.first.flatMap { Int($0) } ?? 0
            guard position < count ?? .max else { return count == 0 ? [] : below(shape, "0", Array(path.dropFirst())) }
            return below(shape, String(position), Array(path.dropFirst()))
        }
    }

    /// "did you mean 'nuisances.shift.best'? 'nuisances.shift' has: best, sigma": the nearest path, and the names at
    /// the point where the given path leaves the shape.
    public func remedy(for path: String) -> String {
        let words = path.split(separator: ".", omittingEmptySubsequences: false)
        let known = (0..<words.count).last { below(words.prefix($0).joined(separator: ".")) != nil } ?? 0
        let place = words.prefix(known).joined(separator: ".")
        let names = below(place)?.names ?? []
        let next = names.map { place.isEmpty ? $0 : "\(place).\($0)" }
        let near = NearMiss.best(for: path, among: Set(paths(filling: words, short: true) + next))
        if case .list(_, let count?, _) = below(place), count > 0, words.indices.contains(known),
            Int(words[known]) != nil
        {
            return (near.map { "did you mean '\($0)'? " } ?? "")
                + "'\(place)' has: \(count == 1 ? "0" : "0 to \(count - 1)")"
        }
        if names.isEmpty, let near { return "did you mean '\(near)'?" }
        let available =
            names.isEmpty
            ? "none is available" : "\(place.isEmpty ? "available" : "'\(place)' has"): \(NearMiss.list(names))"
        return (near.map { "did you mean '\($0)'? " } ?? "") + available
    }

    /// What may follow directly.
    private var names: [String] {
        switch self {
        case .leaf, .any: []
        case .group(let members): members.map(\.name)
        case .named(_, let names, _): names ?? []
        case .list(_, let count, _):
            switch count {
            case nil: ["0"]
            case 0?, 1?: Array(["0"].prefix(count ?? 0))
            case let count?: ["0 … \(count - 1)"]
            }
        }
    }

    /// The shape at a path; nil for an unknown path.
    func below(_ path: String) -> ResultShape? {
        if path.isEmpty { return self }
        if case .found(let shape, _) = resolve(path) { return shape }
        return nil
    }

    /// The shape of every element of a list.
    var element: ResultShape? {
        switch self {
        case .list(_, _, let shape): shape
        case .any: .any
        default: nil
        }
    }

    /// Whether it can be shown in a text: a number, a text, or a list of these.
    var isWritable: Bool {
        switch self {
        case .leaf, .any: true
        case .list(_, _, let element): element.isWritable
        case .group, .named: false
        }
    }

    /// Whether it is a single number; a word may replace it.
    var isNumber: Bool { self == .leaf(.number) || self == .leaf(.integer) }

    /// Examples of values inside, in the notation of authors.
    func examples(_ path: ArtifactPath) -> String {
        NearMiss.list(paths.prefix(6).map { $0.isEmpty ? "\(path)" : "\(path).\($0)" })
    }

    /// A noun for a message: "a number", "a group of values".
    public var words: String {
        switch self {
        case .leaf(let leaf): leaf.words
        case .group: "a group of values"
        case .named(let placeholder, _, _): "values by \(placeholder.lowercased())"
        case .list: "a list"
        case .any: "a value"
        }
    }

    /// The shape without some of its values, which the options of a cell rule out.
    ///
    /// - Parameter paths: as in ``resolve(_:)``, with `*` for any name or position.
    public func without(_ paths: [String]) -> ResultShape {
        without(paths.map { $0.split(separator: ".") }) ?? .group([])
    }

    private func without(_ paths: [[Substring]]) -> ResultShape? {
        if paths.isEmpty { return self }
        if paths.contains(where: \.isEmpty) { return nil }
        func rest(_ name: String) -> [[Substring]] {
            paths.filter { $0[0] == name || $0[0] == "*" }.map { Array($0.dropFirst()) }
        }
        switch self {
        case .leaf, .any: return self
        case .group(let members):
            return .group(
                members.compactMap { member in
                    member.shape.without(rest(member.name)).map {
                        Member(
                            name: member.name, meaning: member.meaning, isOptional: member.isOptional,
                            absence: member.absence, error: member.error, shape: $0)
                    }
                })
        case .named(let placeholder, let names, let shape):
            return shape.without(rest("*")).map { .named(placeholder: placeholder, names: names, $0) }
        case .list(let placeholder, let count, let shape):
            return shape.without(rest("*")).map { .list(placeholder: placeholder, count: count, $0) }
        }
    }
}
