import Foundation

/// Reads a report and finds everything that is wrong with it.
public struct DocumentReader: Sendable {
    /// The verbs that the report may use.
    public let directives: DirectiveRegistry
    /// The values of `-p name=value`.
    public let parameters: [(name: String, value: String)]
    /// Folders besides the report's own from which it may read files.
    public let allowedFolders: [URL]
    /// Whether the page will be rendered: only then are pictures read and formulas set, which finds mistakes in them.
    var isForPage = true
    /// Known digests of large input files from earlier runs; nil to read all files.
    var digests: KnownDigests?
    /// The cells to read, with all that they use; nil for the whole report. The text around them is then not checked.
    var only: Set<String>?
    /// Files at another place, by the paths that the report uses.
    var substitutes: [String: URL] = [:]

    /// - Parameters:
    ///   - parameters: the values of `-p name=value`.
    ///   - allowedFolders: folders besides the report's own from which it may read files.
    public init(
        directives: DirectiveRegistry, parameters: [(name: String, value: String)] = [], allowedFolders: [URL] = []
    ) {
        self.directives = directives
        self.parameters = parameters
        self.allowedFolders = allowedFolders
    }

    /// - Throws: ``InvalidDocument`` with all diagnostics, also where the file cannot be read.
    public func read(_ url: URL, as name: String? = nil) throws(InvalidDocument) -> Document {
        let file = name ?? url.relativePath
        // The text is gone before its lines are read, and these are before it is parsed: a long one takes memory enough once.
        return try read(
            lines: Self.lines(try Self.text(of: url, file)), file: file, folder: url.deletingLastPathComponent())
    }

    /// The most bytes of a report. Marked-up text takes some thirty times its size while it is read.
    static let mostBytes = 64 << 20

    private static func requireSize(_ bytes: Int, _ file: String) throws(InvalidDocument) {
        guard bytes > mostBytes else { return }
        throw InvalidDocument(
            Diagnostic(
                "the report has \(bytes >> 20) MB, and a report has at most \(mostBytes >> 20)",
                at: SourcePlace(file: file, line: 1, column: 1),
                remedy: "keep data in files that cells read, or make several reports of it"))
    }

    private static func text(of url: URL, _ file: String) throws(InvalidDocument) -> String {
        // Before it is in memory.
        var status = stat()
        if stat(url.path, &status) == 0 { try requireSize(Int(status.st_size), file) }
        let data: Data
        do {
            data = try Data(contentsOf: url)
        } catch {
            let why = UnreadableFile(url) ?? .forbidden
            throw InvalidDocument(
                Diagnostic(
                    "cannot read the report: \(why.rawValue)", at: SourcePlace(file: file, line: 1, column: 1)))
        }
        try requireSize(data.count, file)
        guard let text = String(validating: data, as: UTF8.self) else {
            throw InvalidDocument(
                Diagnostic(
                    "the report is not UTF-8 text", at: firstInvalid(data, file), remedy: "save it as UTF-8"))
        }
        return text
    }

    private static func lines(_ text: String) -> [String] {
        var lines = Placeholder.clean(report: text).unicodeLines
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    /// - Parameters:
    ///   - file: the file's name in messages.
    ///   - folder: where relative paths start.
    /// - Throws: ``InvalidDocument`` with all diagnostics.
    public func read(text: String, file: String, folder: URL) throws(InvalidDocument) -> Document {
        try read(lines: Self.lines(text), file: file, folder: folder)
    }

    private func read(lines given: consuming [String], file: String, folder: URL) throws(InvalidDocument) -> Document {
        var lines = consume given
        // Relative paths start in it, not beside it, also where its URL does not say that it is a folder.
        let folder = URL(fileURLWithPath: folder.path, isDirectory: true)
        let start = SourcePlace(file: file, line: 1, column: 1)
        guard lines.contains(where: { !$0.isBlank }) else {
            throw InvalidDocument(
                Diagnostic("the report is empty", at: start, remedy: "write Markdown, and cells as ```{verb} label"))
        }
        var diagnostics: [Diagnostic] = []
        let front = try FrontMatter.read(lines, file: file, folder: folder, overrides: parameters, &diagnostics)
        // Blank lines keep the numbers of the lines that follow.
        for index in 0..<front.lineCount { lines[index] = "" }
        let blocks = CodeBlocks(lines, file: file, verbs: directives.verbs)
        diagnostics += blocks.diagnostics
        guard blocks.isReadable else { throw InvalidDocument(diagnostics) }

        let definitions = LinkDefinitions(lines, code: blocks.lines)
        let contents = InputContents(
            in: AllowedFolders([folder] + allowedFolders), kept: digests, substitutes: substitutes)
        let bibliography = front.options[FrontMatter.bibliography]
        let mistakes = diagnostics.count
        let citable =
            isForPage
            ? bibliography.map { CitableWorks($0, in: folder, report: file, contents, &diagnostics) } ?? .none : .none
        let isCitable = isForPage && only == nil && diagnostics.count == mistakes
        let names = ReferenceNames(
            labels: Set(blocks.cells.map(\.label)), works: bibliography.map { _ in Set(citable.byKey.keys) })
        var cells = CellReader(
            directives: directives, front: front, file: file, folder: folder, contents: contents,
            knowsAllLabels: blocks.diagnostics.isEmpty && blocks.isWhole, definitions: definitions,
            names: names)
        cells.read(blocks.cells.filter { only?.contains($0.label) ?? true })
        diagnostics += cells.diagnostics

        let cellTexts = Dictionary(uniqueKeysWithValues: cells.cells.map { ($0.label, $0.texts) })
        let titles = [FrontMatter.title, FrontMatter.subtitle, FrontMatter.abstract].map { key in
            front.options[key].map { text -> (Prose, SourcePlace) in
                let place = front.options.place(of: key)
                let prose = Prose(
                    yaml: text, of: Anchors.ownName(key.name), at: place, map: front.options.map(of: key),
                    front.parameters,
                    definitions: definitions, names: names, &diagnostics)
                return (prose, place)
            }
        }
        let scanned = ProseScanner.scan(
            consume lines, code: blocks, file: file, parameters: front.parameters, cellTexts: cellTexts, names: names,
            &diagnostics)
        let citations = Self.citations(scanned.elements, titles: titles.map { $0?.0 }, cells.cells)
        let body = Prose(
            report: consume scanned, takesTitle: front.options[FrontMatter.title] == nil,
            listsWorks: !citations.isEmpty)
        // Of some cells alone, texts may name others, and whoever read the whole report has looked at them.
        let texts =
            only == nil ? [(body, start)] + titles.compactMap { $0 } + cells.cells.compactMap(\.placedCaption) : []
        var pictures: [String: LocalPicture] = [:]
        if isForPage {
            for (prose, place) in texts {
                for link in prose.pictures where pictures[link] == nil && !LocalPicture.isOnNetwork(link) {
                    do {
                        pictures[link] = try LocalPicture(
                            link, in: folder, contents, at: prose.place(of: link) ?? place)
                    } catch {
                        diagnostics += error.diagnostics
                    }
                }
            }
            diagnostics += Self.excess(of: pictures, in: texts)
            diagnostics += texts.flatMap(\.0.elements.formulas).diagnostics()
        }
        diagnostics += Self.deadLinks(in: texts, of: body, labels: blocks.cells.map(\.label))
        let borrowed = texts.dropFirst().flatMap(\.0.labels)
        if only == nil { diagnostics += body.labels.diagnostics(bracketed: body.bracketed, usedBy: borrowed) }
        for (prose, _) in texts.dropFirst() {
            diagnostics += prose.labels.diagnostics(
                bracketed: prose.bracketed, lent: definitions, foreign: body.labels.footnotes)
        }
        diagnostics += texts.flatMap(\.0.misplaced)
        let parts = TextParts(body.elements, numbersSections: front.options[FrontMatter.numberSections])
        diagnostics += parts.clashes(with: names.labels)
        let labels = Set(parts.labels.map(\.name))
        for (prose, _) in texts {
            diagnostics += cells.unknownLabels(in: prose, parts: labels) + cells.unknownValues(in: prose)
        }
        // Of some cells alone, and where no page is set, the bibliography was not read; of one with mistakes, works may lack.
        let works =
            isCitable && cells.knowsAllLabels
            ? CitedWorks(citations, of: citable, labels: names.labels, &diagnostics) : .none
        guard diagnostics.isEmpty else { throw InvalidDocument(diagnostics) }
        return Document(
            file: file, folder: folder, title: front.options[FrontMatter.title],
            subtitle: front.options[FrontMatter.subtitle], authors: front.options[FrontMatter.authors],
            date: front.options[FrontMatter.date], seed: front.options[FrontMatter.seed],
            isExplorable: front.options[FrontMatter.explore], cells: cells.cells,
            parameters: front.parameters.values.mapValues(Value.init(yaml:)),
            titleProse: titles[0]?.0, subtitleProse: titles[1]?.0, abstract: titles[2]?.0,
            body: body, pictures: pictures, bibliography: citable.files, works: works, parts: parts,
            shapes: cells.shapes,
            graph: cells.graph,
            arithmetic: directives.arithmetic,
            indices: Dictionary(uniqueKeysWithValues: cells.cells.enumerated().map { ($1.label, $0) }))
    }

    /// All places that name works, in the order of the page.
    ///
    /// - Parameter body: what the scanner found in the text.
    private static func citations(_ body: [ProseElement], titles: [Prose?], _ cells: [Cell]) -> [Citation] {
        let captions = Dictionary(cells.map { ($0.label, $0.caption) }, uniquingKeysWith: { first, _ in first })
        return titles.compactMap { $0 }.flatMap(\.elements.citations)
            + body.flatMap { element -> [Citation] in
                switch element {
                case .inline(.citation(let citation)): [citation]
                case .cell(let label): captions[label].flatMap { $0 }.map(\.elements.citations) ?? []
                default: []
                }
            }
    }

    /// Links to places that the page will not have; where a heading holds a value, its name is known after the run only.
    private static func deadLinks(
        in texts: [(prose: Prose, start: SourcePlace)], of body: Prose, labels: [String]
    ) -> [Diagnostic] {
        var refused: [Diagnostic] = []
        for (prose, start) in texts {
            var places = prose.places
            for link in prose.refusedLinks {
                refused.append(
                    Diagnostic(
                        "a page does not follow links to '\(link.prefix { $0 != ":" }):'",
                        at: places.next(link) ?? start,
                        remedy: "link to https://… or to a place of the page, or show the link as code"))
            }
        }
        guard texts.contains(where: { !$0.prose.targets.isEmpty }),
            let known = Anchors.known(in: body, labels: labels)
        else { return refused }
        // Compared with all places that lead nowhere, if there are any.
        lazy var names = KnownNames(known.subtracting(Anchors.ofThePage))
        var dead: [Diagnostic] = []
        for (prose, start) in texts {
            var places = prose.places
            for target in prose.targets where !Anchors.hold(target, known) {
                dead.append(
                    Diagnostic(
                        "the page has no place '#\(target)'", at: places.next("#\(target)") ?? start,
                        remedy: names.remedy(for: target)))
            }
        }
        return refused + dead
    }

    /// Pictures become part of the page wherever they stand.
    private static func excess(
        of pictures: [String: LocalPicture], in texts: [(prose: Prose, place: SourcePlace)]
    ) -> [Diagnostic] {
        let most = MarkdownExcess.mostPictureBytes
        var bytes = 0
        for (prose, place) in texts {
            for link in prose.pictures {
                bytes += pictures[link]?.data.count ?? 0
                guard bytes > most else { continue }
                return [
                    Diagnostic(
                        "the pictures of the page take more than \(most >> 20) MB, each as often as it is shown",
                        at: prose.place(of: link) ?? place, remedy: "show smaller pictures, or fewer")
                ]
            }
        }
        return []
    }

    private static func firstInvalid(_ data: Data, _ file: String) -> SourcePlace {
        var line = 1
        for part in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if String(validating: part, as: UTF8.self) == nil {
                let valid = String(decoding: part, as: UTF8.self).prefix { $0 != "\u{FFFD}" }
                return SourcePlace(file: file, line: line, column: valid.count + 1)
            }
            line += 1
        }
        return SourcePlace(file: file, line: 1, column: 1)
    }
}
