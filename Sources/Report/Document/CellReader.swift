import Foundation

/// Turns fenced cells into cells: header, options, and how they hang together.
struct CellReader {
    let directives: DirectiveRegistry
    let front: FrontMatter
    let file: String
    let folder: URL
    /// false where a part of the text could not be read as cells: a label may then stand there.
    let knowsAllLabels: Bool
    /// Those of the report's text.
    let definitions: LinkDefinitions
    /// What references may name.
    let names: ReferenceNames
    /// Of the files that all cells name.
    private let contents: InputContents
    private(set) var cells: [Cell] = []
    /// Which of them uses which.
    private(set) var graph = DependencyGraph([])
    private(set) var diagnostics: [Diagnostic] = []
    private var context = DocumentContext(cells: [:], directives: [:])
    /// The labels of `cells`; also such as cannot be labels.
    private var labelsOfCells: Set<String> = []
    /// Every label that stands in the document, also of cells that are wrong; the verb where it is known.
    private var labels: [String: (verb: String?, line: Int)] = [:]
    private let knownVerbs: KnownNames
    /// The same for messages, once all labels are known.
    private var knownLabels: KnownNames?
    /// Bytes that the values of parameters took in the cells so far.
    private var writtenOfParameters = 0
    /// The labels of cells of some verbs, in order, for messages.
    private var labelsOfVerbs: [[String]: [String]] = [:]

    init(
        directives: DirectiveRegistry, front: FrontMatter, file: String, folder: URL, contents: InputContents,
        knowsAllLabels: Bool, definitions: LinkDefinitions, names: ReferenceNames
    ) {
        self.directives = directives
        knownVerbs = KnownNames(directives.verbs)
        self.front = front
        self.file = file
        self.folder = folder
        self.contents = contents
        self.knowsAllLabels = knowsAllLabels
        self.definitions = definitions
        self.names = names
    }

    mutating func read(_ fenced: [FencedCell]) {
        checkDefaults()
        let bodies = CellBodyReader(directives: directives, front: front, folder: folder, contents: contents)
        for (cell, body) in zip(fenced, bodies.read(fenced)) where take(label: cell) {
            if let directive = directive(of: cell) {
                read(cell, body, directive, bodies)
            }
        }
        graph = DependencyGraph(cells.map { ($0.label, $0.uses) })
        let unsound = checkReferences().union(checkCycles())
        // A directive looks at the options of other cells, so these have to be right first.
        let unusable = graph.users(of: unsound)
        let sound = cells.filter { !unusable.contains($0.label) }
        context = DocumentContext(
            cells: Dictionary(uniqueKeysWithValues: sound.map { ($0.label, $0.options) }),
            directives: Dictionary(uniqueKeysWithValues: sound.map { ($0.label, $0.directive) }))
        // What is used comes first, so that a cell can be asked about the results that it refers to.
        let byLabel = Dictionary(uniqueKeysWithValues: sound.map { ($0.label, $0) })
        for cell in graph.order.compactMap({ byLabel[$0] }) {
            let found = cell.directive.validate(cell.options, context)
            diagnostics += found
            if found.isEmpty { context.admit(cell.label) }
        }
        diagnostics += sound.flatMap(\.options.paths).compactMap { context.diagnostic($0) }
    }

    /// Finds values in prose that no result will have.
    func unknownValues(in prose: Prose) -> [Diagnostic] {
        prose.elements.paths.compactMap { context.diagnostic($0) ?? context.diagnostic(unwritable: $0) }
    }

    /// The shapes of the results of all cells, by label.
    var shapes: [String: ResultShape] { context.shapes }

    /// Finds values and cross references without a target.
    ///
    /// - Parameter parts: labels of equations and sections.
    mutating func unknownLabels(in prose: Prose, parts: Set<String>) -> [Diagnostic] {
        guard knowsAllLabels else { return [] }
        var diagnostics: [Diagnostic] = []
        for (label, place) in prose.elements.valueLabels where labels[label] == nil {
            diagnostics.append(missing(label, place))
        }
        for (label, place) in prose.elements.references where labels[label] == nil && !parts.contains(label) {
            let found =
                TextLabel.kind(of: label).map { kind in
                    Diagnostic(
                        "there is no \(kind) '\(label)'", at: place,
                        remedy: NearMiss.remedy(for: label, among: parts.filter { TextLabel.kind(of: $0) == kind }))
                } ?? missing(label, place)
            diagnostics.append(
                Diagnostic(
                    found.message, at: place,
                    remedy: (found.remedy.map { "\($0); " } ?? "") + "an at sign of the text is written \\@"))
        }
        return diagnostics
    }

    private mutating func missing(_ label: String, _ place: SourcePlace) -> Diagnostic {
        let known = knownLabels ?? KnownNames(labels.keys)
        knownLabels = known
        return Diagnostic("there is no cell '\(label)'", at: place, remedy: known.remedy(for: label))
    }

    /// Notes a label; false where the cell has none of its own.
    private mutating func take(label cell: FencedCell) -> Bool {
        var example: String { "as in ```{\(cell.verb)} closure-test" }
        guard !cell.label.isEmpty else {
            diagnostics.append(
                Diagnostic("this cell has no label", at: cell.labelPlace, remedy: "write one, \(example)"))
            return true
        }
        guard CellLabel.isValid(cell.label) else {
            diagnostics.append(
                Diagnostic(
                    "'\(cell.label)' cannot be a label", at: cell.labelPlace,
                    remedy: "use lower-case letters, digits and hyphens, \(example)"))
            return true
        }
        if let taken = labels[cell.label] {
            diagnostics.append(
                Diagnostic(
                    "the label '\(cell.label)' is taken by the cell on line \(taken.line)", at: cell.labelPlace,
                    remedy: "give one of the two another"))
            return false
        }
        labels[cell.label] = (directives[cell.verb] == nil ? nil : cell.verb, cell.place.line)
        return true
    }

    private mutating func directive(of cell: FencedCell) -> (any Directive.Type)? {
        guard let directive = directives[cell.verb] else {
            diagnostics.append(
                Diagnostic(
                    cell.verb.isEmpty ? "this cell has no verb" : "there is no verb '\(cell.verb)'", at: cell.verbPlace,
                    remedy: ForeignCell.remedy(for: cell.verb) { directives[$0] != nil }
                        ?? knownVerbs.remedy(for: cell.verb)))
            return nil
        }
        return directive
    }

    private mutating func read(
        _ cell: FencedCell, _ body: CellBody, _ directive: any Directive.Type, _ bodies: CellBodyReader
    ) {
        var unresolved: [Diagnostic] = []
        let reading: OptionReader.Reading
        switch body {
        case .invalid(let error):
            diagnostics += error.diagnostics
            return
        case .read(let known): reading = known
        case .parameters(let node):
            let node = front.parameters.substitute(in: node, &unresolved, written: &writtenOfParameters)
            reading = bodies.read(node, cell, directive)
        }
        var found = reading.diagnostics
        var caption: Prose?
        if let settings = reading.shared, let text = settings[CellSettings.caption] {
            let place = settings.place(of: CellSettings.caption)
            caption = Prose(
                yaml: text, of: cell.label, at: place, map: settings.map(of: CellSettings.caption),
                front.parameters,
                definitions: definitions, names: names, &found)
        }
        if let settings = reading.shared {
            found += CellSettings(options: settings).unknownFindings(of: directive)
        }
        // Where a parameter is unknown, its value is not wrong a second time.
        let places = Set(unresolved.map(\.place))
        diagnostics += unresolved + found.filter { !places.contains($0.place) }
        let texts =
            (reading.shared.map { CellSettings(options: $0).texts } ?? [])
            + (reading.own.map(directive.texts) ?? [])
        diagnostics += texts.compactMap(\.refusal)
        guard let options = reading.own, let settings = reading.shared, (unresolved + found).isEmpty,
            // Two cells without a label, or with the same that cannot be one, are told apart by nothing.
            labelsOfCells.insert(cell.label).inserted
        else { return }
        cells.append(
            Cell(
                label: cell.label, directive: directive, options: options,
                settings: CellSettings(options: settings),
                source: cell.body.text, place: cell.place, caption: caption, texts: texts))
    }

    /// Defaults of verbs and options that do not exist, also where no cell would notice.
    private mutating func checkDefaults() {
        for (verb, member) in front.defaults {
            guard let directive = directives[verb] else {
                diagnostics.append(
                    Diagnostic(
                        "there is no verb '\(verb)'", at: member.keyPlace, remedy: knownVerbs.remedy(for: verb)))
                continue
            }
            let reader = OptionReader(
                schema: directive.schema, shared: CellSettings.schema, owner: .words("'\(verb)'"), folder: folder)
            var known: KnownNames?
            for option in member.value.members ?? []
            where directive.schema[option.key] == nil && CellSettings.schema[option.key] == nil {
                diagnostics.append(reader.unknown(option, &known))
            }
            if member.value.members == nil, !member.value.isNull {
                diagnostics.append(
                    Diagnostic(
                        "the defaults of '\(verb)' want a mapping, not \(member.value.summary)", at: member.value.place)
                )
            }
        }
    }

    /// - Returns: the cells with references that lead nowhere, or to a cell that is itself wrong.
    private mutating func checkReferences() -> Set<String> {
        let readable = Set(cells.map(\.label))
        var unsound: Set<String> = []
        for cell in cells {
            for reference in cell.options.references {
                guard let target = labels[reference.label] else {
                    unsound.insert(cell.label)
                    if knowsAllLabels { diagnostics.append(missing(reference.label, reference.place)) }
                    continue
                }
                if !readable.contains(reference.label) { unsound.insert(cell.label) }
                if let verb = target.verb, let accepted = directives.verbs(for: reference), !accepted.contains(verb) {
                    unsound.insert(cell.label)
                    diagnostics.append(wrongVerb(reference, verb, accepted: accepted, user: cell.label))
                }
            }
        }
        return unsound
    }

    private mutating func wrongVerb(
        _ reference: CellReference, _ verb: String, accepted: [String], user: String
    ) -> Diagnostic {
        let wanted = accepted.map { "'\($0)'" }.joined(separator: " or ")
        let fitting = labelsOfVerbs[accepted] ?? labels.filter { $1.verb.map(accepted.contains) ?? false }.keys.sorted()
        labelsOfVerbs[accepted] = fitting
        let isAmong = labels[user]?.verb.map(accepted.contains) ?? false
        let others = fitting.prefix(NearMiss.limit + 1).filter { $0 != user }
        return Diagnostic(
            "'\(reference.option)' wants a cell of \(wanted), and '\(reference.label)' is one of '\(verb)'",
            at: reference.place,
            remedy: others.isEmpty
                ? "there is none yet" : "available: \(NearMiss.list(others, of: fitting.count - (isAmong ? 1 : 0)))")
    }

    /// - Returns: the cells in circles.
    private mutating func checkCycles() -> Set<String> {
        let (cycles, labels) = graph.cycles
        guard !cycles.isEmpty else { return labels }
        let byLabel = Dictionary(cells.map { ($0.label, $0) }, uniquingKeysWith: { first, _ in first })
        for cycle in cycles {
            let next = cycle[cycle.count > 1 ? 1 : 0]
            guard let cell = byLabel[cycle[0]],
                let edge = cell.options.references.first(where: { $0.label == next })
            else { continue }
            let names = cycle.map { "'\($0)'" }
            let between = names.count > NearMiss.limit ? ["… \(names.count - NearMiss.limit) more …"] : []
            let path = (names.prefix(NearMiss.limit) + between + [names[0]]).joined(separator: " → ")
            diagnostics.append(
                Diagnostic(
                    cycle.count == 1 ? "the cell '\(next)' uses itself" : "cells use each other in a circle: \(path)",
                    at: edge.place, remedy: "take one of these away"))
        }
        return labels
    }
}

extension AuthorText {
    /// What is wrong where it is more than the one line that its place on the page holds. A text on one line is never more:
    /// a mark at its beginning, such as that of a heading or a list, is then a sign like any other.
    fileprivate var refusal: Diagnostic? {
        // Few stand on more lines than one.
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) else { return nil }
        let text = text.trimmed
        guard text.unicodeLines.count > 1 else { return nil }
        let blocks = CommonMark.withTree(text + "\n") { root, _ in root.children.map(\.type) }
        guard blocks != ["paragraph"] else { return nil }
        return Diagnostic(
            "this text stands in a single line of the page, and holds more than one paragraph", at: place,
            remedy: "write one paragraph, and lists, headings, code and footnotes into the text of the report")
    }
}
