import ArgumentParser
import Files
import Foundation
import Report
import Statistics

/// `fiducial store`: what a store holds, whether it is whole, what may go, and what another store can take.
struct StoreCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "Manages a store of results.",
        discussion: """
            EXAMPLES:
              fiducial store list                              every result: report, cell, time, size
              fiducial store verify                            reads every byte
              fiducial store gc closure.md paper.md            what these reports do not need, and its size
              fiducial store gc closure.md paper.md --delete   removes it
              fiducial store export closure.md -o closure.tar  the results that the page is made of, in one file
              fiducial store import closure.tar                takes them in; 'render' then computes nothing

            Each prints JSON with --json ('fiducial schema store').
            """,
        subcommands: [
            StoreList.self, StoreShow.self, StoreVerify.self, StoreUse.self, StoreClear.self, StoreExport.self,
            StoreImport.self,
        ])
}

/// What a store holds in folders that cannot be read is not counted.
private func warn(of unreadable: [FileError]) {
    complain(unreadable.map { "warning: \($0); what it holds is left out" })
}

struct StoreList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the results of a store.",
        discussion: """
            EXAMPLES:
              fiducial store list
              fiducial store list --parts      members and toys, too
            """)

    @ArgumentParser.OptionGroup var folder: StoreFolder
    @Flag(help: "Lists the parts of cells as well, such as members and toys.") var parts = false
    @ArgumentParser.OptionGroup var format: StoreFormat

    func run() throws {
        try caring {
            let catalogue = try StoreCatalogue(folder.store)
            let shown = catalogue.entries.filter { parts || $0.part == nil }
            warn(of: catalogue.unreadable)
            if format.json { return try give(StoreDocument.list(shown, catalogue, of: folder.store).json) }
            let rows = shown.map { entry in
                [
                    String(entry.key.prefix(12)), entry.report,
                    entry.part.map { "\(entry.label): \($0)" } ?? entry.label,
                    entry.verb, entry.damage == nil ? entry.finished.formatted(.iso8601) : "damaged",
                    DurationText.coarse(entry.seconds), ByteText.words(entry.bytes),
                ]
            }
            try give(
                TextTable(["key", "report", "cell", "verb", "finished", "took", "size"], rows, right: [5, 6]).text)
            let hidden = catalogue.entries.count - shown.count
            mention(
                NumberText.counted(catalogue.entries.count, "result")
                    + (hidden > 0 ? ", \(hidden) of them parts of cells (--parts lists these)" : ""))
        }
    }
}

struct StoreShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows what is known about a result: what it depends on, who computed it and when.",
        discussion: """
            EXAMPLE:
              fiducial store show 3f9a2c      the result whose key begins so
            """)

    @Argument(help: "The key, or its beginning.") var key: String
    @ArgumentParser.OptionGroup var folder: StoreFolder
    @ArgumentParser.OptionGroup var format: StoreFormat

    func run() throws {
        try caring {
            let entry = try StoreCatalogue(folder.store).entry(key)
            guard let manifest = StoreCare(folder.store).manifest(of: entry) else {
                complain(["error: the result \(entry.key) cannot be read: \(entry.damage ?? "its manifest is gone")"])
                throw ExitCode.failure
            }
            if format.json {
                return try give(StoreDocument.show(entry, manifest: manifest, of: folder.store).json)
            }
            try give(manifest.hasSuffix("\n") ? manifest : manifest + "\n")
        }
    }
}

struct StoreVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Reads every byte of every result, and lists those that are damaged.",
        discussion: """
            Exit status 1 where one is damaged, or cannot be read. A render computes a damaged result again.

            EXAMPLE:
              fiducial store verify
            """)

    @ArgumentParser.OptionGroup var folder: StoreFolder
    @ArgumentParser.OptionGroup var format: StoreFormat

    func run() throws {
        try caring {
            let care = StoreCare(folder.store)
            let catalogue = try StoreCatalogue(folder.store)
            let entries = catalogue.entries
            let damages = Dictionary(
                entries.compactMap { entry in (entry.damage ?? care.fault(of: entry)).map { (entry.key, $0) } },
                uniquingKeysWith: { first, _ in first })
            if format.json {
                try give(StoreDocument.verify(catalogue, damages: damages, of: folder.store).json)
            } else {
                complain(catalogue.unreadable.map(\.description))
                complain(
                    entries.compactMap { entry in
                        let what = entry.label.isEmpty ? "" : " ('\(entry.label)' of \(entry.report))"
                        return damages[entry.key].map { "\(entry.key)\(what): \($0)" }
                    })
                let hidden = NumberText.counted(catalogue.unreadable.count, "folder")
                mention(
                    "\(NumberText.counted(entries.count, "result")), \(damages.count) damaged"
                        + (catalogue.unreadable.isEmpty ? "" : "; \(hidden) of results cannot be read"))
            }
            if !damages.isEmpty || !catalogue.unreadable.isEmpty { throw ExitCode.failure }
        }
    }
}

struct StoreUse: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "du", abstract: "Shows how much disk space reports and cells take.",
        discussion: """
            EXAMPLE:
              fiducial store du
            """)

    @ArgumentParser.OptionGroup var folder: StoreFolder
    @ArgumentParser.OptionGroup var format: StoreFormat

    func run() throws {
        try caring {
            let catalogue = try StoreCatalogue(folder.store)
            warn(of: catalogue.unreadable)
            let cells = Dictionary(grouping: catalogue.entries) { [$0.report, $0.label] }
                .map { (name: $0.key, count: $0.value.count, bytes: $0.value.reduce(0) { $0 + $1.bytes }) }
                .sorted { ($1.bytes, $0.name[0], $0.name[1]) < ($0.bytes, $1.name[0], $1.name[1]) }
            if format.json {
                let use = cells.map { (report: $0.name[0], cell: $0.name[1], results: $0.count, bytes: $0.bytes) }
                return try give(StoreDocument.use(use, catalogue, of: folder.store).json)
            }
            let remnants = Dictionary(grouping: catalogue.remnants + catalogue.drawings, by: \.kind.rawValue)
                .map { (name: $0.key, count: $0.value.count, bytes: $0.value.reduce(0) { $0 + $1.bytes }) }
                .sorted { $0.name < $1.name }
            let rows =
                cells.map { [ByteText.words($0.bytes), String($0.count), $0.name[0], $0.name[1]] }
                + remnants.map { [ByteText.words($0.bytes), String($0.count), $0.name, ""] }
            try give(TextTable(["size", "results", "report", "cell"], rows, right: [0, 1]).text)
            let all = cells.reduce(0) { $0 + $1.bytes } + remnants.reduce(0) { $0 + $1.bytes }
            mention("\(ByteText.words(all)) in all")
        }
    }
}

struct StoreClear: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gc", abstract: "Removes results that none of the named reports needs.",
        discussion: """
            Kept are the results of all cells of the reports as their texts stand, the parts of these (members, toys), what \
            their cells showed last, and checkpoints of work that is not done. Without --delete nothing is removed: it says what would be, and its \
            size. Name all reports that use the store.

            EXAMPLES:
              fiducial store gc reports/*.md
              fiducial store gc reports/*.md --delete
            """)

    @Argument(help: "The reports whose results are kept.", completion: .file(extensions: ["md"])) var reports: [String]
    @ArgumentParser.OptionGroup var reading: ReportInputs
    @ArgumentParser.OptionGroup var folder: StoreFolder
    @Flag(help: "Removes it.") var delete = false
    @ArgumentParser.OptionGroup var format: StoreFormat

    func run() throws {
        try caring {
            let documents = try reading.documents(reports, folder.store)
            let clearing = try StoreCare(folder.store).clearing(keeping: documents)
            warn(of: clearing.unreadable)
            if format.json {
                let (freed, failures) = delete ? clearing.run() : (0, [])
                let document = StoreDocument.clearing(
                    clearing, freed: delete ? freed : nil, failures: failures.map(\.description), of: folder.store)
                try give(document.json)
                if !failures.isEmpty { throw ExitCode.failure }
                return
            }
            let rows =
                clearing.results.map { entry in
                    [
                        String(entry.key.prefix(12)), entry.report,
                        entry.part.map { "\(entry.label): \($0)" } ?? entry.label,
                        ByteText.words(entry.bytes),
                    ]
                }
                + clearing.remnants.map { remnant in
                    guard remnant.kind == .drawing else {
                        return [
                            String(remnant.name.prefix(12)), remnant.kind.rawValue, "", ByteText.words(remnant.bytes),
                        ]
                    }
                    let names = remnant.name.split(separator: "/").map(String.init)
                    return ["", names[0], "drawing of \(names[1])", ByteText.words(remnant.bytes)]
                }
            try give(TextTable(["key", "report", "cell", "size"], rows, right: [3]).text)
            let sum =
                "\(rows.count) of \(NumberText.counted(rows.count + clearing.kept, "entry", "entries")), \(ByteText.words(clearing.size))"
            guard delete else { return mention("\(sum), would be removed; --delete removes them") }
            let (freed, failures) = clearing.run()
            complain(failures.map { "error: \($0)" })
            mention("\(sum); \(ByteText.words(freed)) are free now")
            if !failures.isEmpty { throw ExitCode.failure }
        }
    }
}

struct StoreExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes the results of reports into one file, for another store.",
        discussion: """
            The file is a tar archive. Where it is imported, 'fiducial render' makes the same page from the same text and \
            computes nothing.

            EXAMPLES:
              fiducial store export closure.md -o closure.tar
              fiducial store export closure.md -o closure.tar --parts     members and toys by themselves, too
            """)

    @Argument(help: "The reports.", completion: .file(extensions: ["md"])) var reports: [String]
    @ArgumentParser.OptionGroup var reading: ReportInputs
    @ArgumentParser.OptionGroup var folder: StoreFolder
    @Option(
        name: .shortAndLong, help: ArgumentHelp("The archive.", valueName: "file"),
        completion: .file(extensions: ["tar"]))
    var output: String
    @Flag(help: "Also the results of single parts, such as toys; their combined result is always included.")
    var parts = false
    @ArgumentParser.OptionGroup var format: StoreFormat

    func validate() throws {
        if format.json, output == "-" { throw ValidationError("--output - and --json both write to standard output.") }
        try requireName(output, of: .archive)
    }

    func run() throws {
        try caring {
            var read = reports.map { (what: "the report", path: String?.some($0)) }
            read += [(what: "the store", path: folder.path)]
            let place = try outputPlace(output, as: .archive, besides: read)
            let documents = try reading.documents(reports, folder.store)
            let export = try StoreCare(folder.store).export(documents, to: place, hasParts: parts)
            if format.json {
                try give(StoreDocument.export(export, to: place.url.relativePath, of: folder.store).json)
            } else {
                mention("\(place.url.relativePath): \(NumberText.counted(export.results, "result"))", besides: place)
            }
            guard !export.missing.isEmpty else { return }
            complain(["not up to date, 'fiducial render' computes: \(export.missing.joined(separator: ", "))"])
            throw ExitCode.failure
        }
    }
}

struct StoreImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Adds the results of archives to a store.",
        discussion: """
            Every byte is checked against the digests in the archive; a result that is damaged is left out and said so. One \
            that the store has already stays as it is, so that the same archive may come twice.

            Bundles of results, as 'fiducial work' writes them, are such archives. Checkpoints in them are taken in, too, and \
            the next render goes on from there; what failed is said. Of a folder every file that ends in .bundle is taken.

            EXAMPLES:
              fiducial store import closure.tar
              fiducial store import results/*.bundle
              fiducial store import results
            """)

    @Argument(
        help: "Archives, bundles of results, or folders of these.", completion: .file(extensions: ["tar", "bundle"]))
    var archives: [String]
    @ArgumentParser.OptionGroup var folder: StoreFolder
    @ArgumentParser.OptionGroup var format: StoreFormat

    func run() throws {
        try caring {
            var hasRefused = false
            var all: [(name: String, taken: StoreCare.Import)] = []
            for archive in Self.files(archives) {
                let taken = try StoreCare(folder.store).take(URL(fileURLWithPath: archive))
                all.append((archive, taken))
                hasRefused = hasRefused || !taken.refused.isEmpty
                if format.json { continue }
                complain(taken.refused.map { "\(archive): \($0.key) is left out: \($0.why)" })
                mention(
                    "\(archive): \(taken.new) taken in, \(taken.known) were there already"
                        + (taken.refused.isEmpty ? "" : ", \(taken.refused.count) left out")
                        + (taken.bundle.map { $0.open.isEmpty ? "" : ", \($0.open.count) go on from checkpoints" } ?? "")
                )
                for entry in taken.bundle?.reports ?? [] {
                    guard let message = entry.report.message else { continue }
                    complain(["\(entry.name) failed: \(message)" + (entry.report.advice.map { "; \($0)" } ?? "")])
                }
            }
            if format.json { try give(StoreDocument.taken(all, to: folder.store).json) }
            if hasRefused { throw ExitCode.failure }
        }
    }

    /// The files that are named, and those in folders that are.
    private static func files(_ paths: [String]) -> [String] {
        paths.flatMap { path -> [String] in
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
                return [path]
            }
            let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            return names.filter { $0.hasSuffix(".bundle") && !$0.hasPrefix(".") }.sorted().map { "\(path)/\($0)" }
        }
    }
}

/// How a command about a store prints.
struct StoreFormat: ParsableArguments {
    @Flag(help: "Prints JSON ('fiducial schema store').") var json = false
}

extension ReportInputs {
    /// - Throws: `InvalidDocument` of the first report that is wrong: what it needs is then not known.
    fileprivate func documents(_ reports: [String], _ store: Store) throws -> [Document] {
        try reports.map { report in
            var session = RenderSession(report: URL(fileURLWithPath: report), as: report, directives: directives)
            session.parameters = parameters
            session.allowedFolders = folders
            session.store = store
            return try session.read()
        }
    }
}

/// Does what a command is for, with a line and the exit status for whatever goes wrong.
private func caring(_ work: () throws -> Void) throws {
    do {
        try work()
    } catch let error as InvalidDocument {
        complain(error.diagnostics.map(\.description))
        throw ExitCode(2)
    } catch let error as CareError {
        complain(["error: \(error)"])
        throw ExitCode(2)
    } catch let error as SessionError {
        complain(["error: \(error)"])
        throw ExitCode.failure
    } catch let error as FileError {
        complain(["error: \(error)"])
        throw ExitCode.failure
    } catch let error as CellFailure {
        complain(["error: \(error.message)"])
        throw ExitCode.failure
    }
}

/// Sizes as people read them: "512 B", "1.4 MB".
private enum ByteText {
    static func words(_ bytes: Int) -> String {
        guard bytes >= 1000 else { return "\(bytes) B" }
        var (size, unit) = (Double(bytes), -1)
        let units = ["kB", "MB", "GB", "TB", "PB"]
        while size >= 999.5, unit + 1 < units.count { (size, unit) = (size / 1000, unit + 1) }
        return String(format: size < 9.95 ? "%.1f %@" : "%.0f %@", size, units[max(unit, 0)])
    }
}
