import EventFiles
import Foundation

/// Asks an author for the data that a new report needs, with suggestions from the files.
public struct ReportInterview {
    /// Shows a question and gives the answer; nil where there will be none.
    private let ask: (String) throws -> String?
    /// Says something between questions.
    private let say: (String) -> Void
    private let readers: EventReaders

    /// - Parameters:
    ///   - readers: the Python readers of ROOT and Parquet.
    ///   - say: shows a line.
    ///   - ask: shows its text and returns a line, or nil at the end of input.
    public init(
        readers: EventReaders = .standard, say: @escaping (String) -> Void,
        ask: @escaping (String) throws -> String?
    ) {
        (self.readers, self.say, self.ask) = (readers, say, ask)
    }

    /// Asks until the request is complete.
    ///
    /// - Parameter folder: the folder whose files are suggested.
    /// - Throws: ``NewReportError`` where the input ends too early, `EventFileError` where a file cannot be read, and
    ///   what `ask` throws.
    public func request(for folder: URL) throws -> NewReportRequest {
        let guess = FileGuess(folder)
        var request = try repeated { request in
            for text in try list(
                "Simulated events, CLASS=FILE, with blanks between; none for the built-in benchmark", guess.simulation)
            { try request.add(simulation: text) }
        }
        guard !request.samples.isEmpty else { return request }
        let nominal = request
        request = try repeated(from: nominal) { request in
            let question = "Templates, CLASS:NUISANCE=VALUE=FILE, such as signal:jes=1=sig_jesUp.h5"
            for text in try list(question, guess.templates(of: nominal)) { try request.add(template: text) }
            try request.check()
        }
        request.data = try list("Data", guess.data)
        if let tables = try tables(of: request) {
            request.tree = try answer("Which table, of \(tables.joined(separator: ", "))", tables[0])
        }
        // What it would be without further answers is what is suggested.
        let choice = try suggestion(request)
        say("Columns of numbers in all files: \(choice.columns.joined(separator: ", "))")
        let x = try list("Features x of p(x|c), which the fit uses", choice.x)
        request.x = x.isEmpty ? nil : x
        request.y = try list("Scores y, which a map T may distort; none for x alone", [])
        request.weight = column(
            try answer("Weight of an event, a column or a formula; - for none", choice.weight ?? "-"))
        request.id = column(try answer("Number of an event; - for none", choice.id ?? "-"))
        let select = try answer("Which events, such as pt > 25 and abs(eta) < 2.4; - for all", "-")
        request.select = select == "-" ? nil : select
        return request
    }

    private func column(_ text: String) -> NewReportRequest.Column { text == "-" ? .none : .given(text) }

    /// The tables of the first file, where it has several.
    private func tables(of request: NewReportRequest) throws -> [String]? {
        guard let path = request.samples.first?.files.first else { return nil }
        let file = try EventFile.open(path, readers: readers)
        let usable = file.tables.filter { $0.columns.contains(where: \.type.isNumeric) }
        return usable.count > 1 ? usable.map { $0.name.isEmpty ? "/" : $0.name } : nil
    }

    private struct Suggestion {
        let columns: [String]
        let x: [String]
        let weight: String?
        let id: String?
    }

    private func suggestion(_ request: NewReportRequest) throws -> Suggestion {
        let files = try ReportFiles(request, readers: readers)
        let choice = try ColumnChoice(request, files) { _, _ in }
        let everywhere = files.all.dropFirst().reduce(into: Set(files.all[0].columns.map(\.name))) {
            $0.formIntersection($1.columns.map(\.name))
        }
        return Suggestion(
            columns: files.all[0].columns.map(\.name).filter(everywhere.contains), x: choice.x, weight: choice.weight,
            id: choice.id)
    }

    // MARK: Answers

    /// Asks again where an answer is wrong.
    private func repeated(
        from start: NewReportRequest = NewReportRequest(), _ body: (inout NewReportRequest) throws -> Void
    ) throws -> NewReportRequest {
        while true {
            var request = start
            do {
                try body(&request)
                return request
            } catch let error as NewReportError where error != Self.ended {
                say("\(error)")
            }
        }
    }

    static let ended = NewReportError("the answers end before the questions do", remedy: "give flags in their place")

    /// The answer, or the one that is suggested where it is empty.
    private func answer(_ question: String, _ suggested: String) throws -> String {
        let shown = suggested.isEmpty ? "" : " [\(suggested)]"
        guard let line = try ask("\(question)\(shown): ") else { throw Self.ended }
        let text = line.trimmingBlanks
        return text.isEmpty ? suggested : text
    }

    /// Words between blanks or commas; `-` for none. In quotes, a word may hold blanks.
    private func list(_ question: String, _ suggested: [String]) throws -> [String] {
        let text = try answer(question, suggested.isEmpty ? "-" : suggested.map(Self.quoted).joined(separator: " "))
        return text == "-" ? [] : Self.words(text)
    }

    private static func quoted(_ word: String) -> String { word.contains(" ") ? "\"\(word)\"" : word }

    static func words(_ text: String) -> [String] {
        var words: [String] = []
        var (word, quote): (String, Character?) = ("", nil)
        for character in text {
            switch character {
            case _ where character == quote: quote = nil
            case "\"" where quote == nil, "'" where quote == nil: quote = character
            case " " where quote == nil, "\t" where quote == nil:
                if !word.isEmpty { words.append(word) }
                word = ""
            default: word.append(character)
            }
        }
        if !word.isEmpty { words.append(word) }
        return words
    }
}

/// What files of a folder may be, by their names.
struct FileGuess {
    /// `CLASS=FILE`
    let simulation: [String]
    let data: [String]
    private let moved: [(stem: String, nuisance: String, value: Int, file: String)]

    init(_ folder: URL) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let files = names.filter { EventFileFormat(extensionOf: $0) != nil && !$0.hasPrefix(".") }.sorted()
        let here = URL(fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true)
        let paths = ReportPaths(folder: here)
        func path(_ name: String) -> String { paths.relative(folder.appendingPathComponent(name).path) }
        var (simulation, data): ([String], [String]) = ([], [])
        var moved: [(stem: String, nuisance: String, value: Int, file: String)] = []
        for name in files {
            let stem = String(name[..<(name.lastIndex(of: ".") ?? name.endIndex)])
            if stem.lowercased().hasPrefix("data") || stem.lowercased().hasPrefix("obs") {
                data.append(path(name))
            } else if let match = stem.wholeMatch(of: /(.+?)[_.-](.+?)[_.-]?([Uu]p|UP|[Dd]own|DOWN|[Dd]n)/) {
                let value = match.3.lowercased() == "up" ? 1 : -1
                moved.append((String(match.1), String(match.2), value, path(name)))
            } else if LoadRecipe.isName(stem) {
                simulation.append("\(stem)=\(path(name))")
            }
        }
        (self.simulation, self.data, self.moved) = (simulation, data, moved)
    }

    /// `CLASS:NUISANCE=VALUE=FILE`, for classes whose nominal file name begins like that of the template.
    func templates(of request: NewReportRequest) -> [String] {
        moved.compactMap { template in
            let owner = request.samples.first { sample in
                sample.files.contains { file in
                    let name = URL(fileURLWithPath: file).lastPathComponent
                    return name[..<(name.lastIndex(of: ".") ?? name.endIndex)] == template.stem
                }
            }
            guard let owner, LoadRecipe.isName(template.nuisance) else { return nil }
            return "\(owner.eventClass):\(template.nuisance)=\(template.value)=\(template.file)"
        }
    }
}
