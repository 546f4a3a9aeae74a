import Foundation

/// The last result of a cell without a current result, with its inputs: enough to draw it as it was.
struct LastResult: Sendable {
    /// Those that it was computed with.
    let options: Options
    /// The cells that it was computed from, as they were.
    let inputs: [String: CellInput]
    let entry: Store.Entry
}

/// Finds the last results of a document's cells.
///
/// A verb draws a result of the options that it was computed with, from the results that it was computed from. The manifest
/// tells these options, and of the cells that were used the digests, by which the store finds them. Where an option cannot be
/// read any more, or a result that was used is gone, there is nothing to draw.
struct LastResults {
    let document: Document
    let store: Store

    /// - Returns: nil where the cell never ran, ran with another verb or version, or its inputs no longer exist.
    func result(of cell: Cell) -> LastResult? {
        guard let key = store.latestKey(of: cell.label, in: document.nameInStore), let entry = found(key),
            let options = options(of: entry.manifest, cell)
        else { return nil }
        var inputs: [String: CellInput] = [:]
        let wanted = entry.manifest.components[path: "inputs"]?.object ?? [:]
        let keys = wanted.isEmpty ? [:] : store.keysByInputDigest
        for (label, digest) in wanted {
            guard let used = document.cell(label), let key = digest.string.flatMap({ keys[$0] }),
                let entry = found(key), let options = self.options(of: entry.manifest, used)
            else { return nil }
            let isAsNow = options.canonical == used.options.canonical
            let shape = isAsNow ? document.shapes[label] : used.directive.shape(of: options)
            inputs[label] = CellInput(
                directive: used.directive, options: options, artifact: entry.artifact, shape: shape ?? .any)
        }
        return LastResult(options: options, inputs: inputs, entry: entry)
    }

    private func found(_ key: String) -> Store.Entry? {
        if case .found(let entry) = store.entry(key) { entry } else { nil }
    }

    /// The options that a result of a cell was computed with; those of the cell where they are the same.
    private func options(of manifest: Manifest, _ cell: Cell) -> Options? {
        let components = manifest.components
        guard components[path: "verb"]?.string == cell.verb, components[path: "version"]?.int == cell.directive.version,
            let stored = components[path: "options"]
        else { return nil }
        if stored == cell.options.canonical { return cell.options }
        let reader = OptionReader(
            schema: cell.directive.schema, owner: .words("'\(cell.verb)'"), verb: cell.verb, folder: document.folder)
        guard let options = try? reader.read(SourceNode(stored, at: cell.place), at: cell.place),
            options.canonical == stored
        else { return nil }
        return options.looking(as: cell.options)
    }
}

extension Directive {
    /// What a result with these options may hold, whatever the names.
    fileprivate static func shape(of options: Options) -> ResultShape {
        let variant = schema.selector.flatMap { options.canonical.object?[$0]?.string }
        return variant.flatMap { variantShapes[$0] } ?? resultShape
    }
}

extension Options {
    /// With what changes the look only as other options have it.
    fileprivate func looking(as others: Options) -> Options {
        let look = schema.keys.filter(\.isPresentation).map(\.name)
        let entries = look.reduce(into: self.entries) { $0[$1] = others.entries[$1] }
        return Options(schema: schema, verb: verb, place: place, entries: entries)
    }
}

extension SourceNode {
    /// What an author could have written for options as keys have them.
    fileprivate init(_ value: Value, at place: SourcePlace) {
        func plain(_ text: String) -> Content { .scalar(text, plain: true) }
        let content: Content =
            switch value {
            case .null: plain("null")
            case .bool(let bool): plain(bool ? "true" : "false")
            case .integer(let integer): plain(String(integer))
            case .number(let number): plain(number.description)
            case .string(let text): .scalar(text, plain: false)
            case .array(let elements): .sequence(elements.map { SourceNode($0, at: place) })
            // What an author leaves out has no value.
            case .object(let members):
                .mapping(
                    members.filter { $0.value != .null }.sorted { $0.key < $1.key }.map { name, value in
                        Member(key: name, keyPlace: place, value: SourceNode(value, at: place))
                    })
            }
        self.init(content, at: place)
    }
}
