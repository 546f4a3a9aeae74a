import EventFiles
import Statistics

/// Which columns of the files a new report takes for what.
struct ColumnChoice {
    /// More features than this are not taken unless they are named: each makes a density harder to learn.
    static let mostFeatures = 8

    let x: [String]
    let y: [String]
    /// A column or an expression, as the report writes it.
    let weight: String?
    let id: String?
    /// A condition, as the report writes it.
    let select: String?
    /// What was decided by default, and what was left out, a sentence each.
    let remarks: [String]

    /// - Parameter progress: called with the rows read and all rows.
    /// - Throws: `EventFileError`, `EventExpressionError`, ``NewReportError``, and what `progress` throws.
    init(_ request: NewReportRequest, _ files: ReportFiles, progress: (Int, Int) throws -> Void) throws {
        let select = try Self.condition(request.select, files)
        var maker = Maker(request: request, files: files)
        try maker.chooseSpecial()
        let total = files.all.reduce(0) { $0 + $1.table.rowCount }
        var done = 0
        try maker.chooseFeatures(select) {
            done += $0
            try progress(min(done, total), total)
        }
        (x, y, weight, id) = (maker.x, maker.y, maker.weight, maker.id)
        let finite = maker.infinite.map { "isfinite(\(Self.expression(of: $0)))" }
        let conditions = (request.select.map { finite.isEmpty ? [$0] : ["(\($0))"] } ?? []) + finite
        self.select = conditions.isEmpty ? nil : conditions.joined(separator: " and ")
        remarks = maker.remarks
    }

    private static func condition(_ text: String?, _ files: ReportFiles) throws -> EventExpression? {
        guard let text else { return nil }
        let expression: EventExpression
        do {
            expression = try EventExpression(text)
            // Says so where it is a number.
            _ = try EventSelection(outputs: [], select: expression)
        } catch {
            throw NewReportError(
                "--select: column \(error.column) of '\(text)': \(error.message)",
                remedy: error.remedy ?? "write a condition such as pt > 25 and abs(eta) < 2.4")
        }
        for file in files.all { try file.file.check(expression.columns, of: file.table.name) }
        return expression
    }

    /// The name of a column in an expression.
    static func expression(of column: String) -> String {
        column.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_.]*(\[[0-9]+\])?/) != nil ? column : "`\(column)`"
    }

    // MARK: Names

    /// Whether a column has a typical name of event weights.
    static func isWeightLike(_ name: String) -> Bool {
        let name = name.lowercased()
        return name == "w" || name.hasPrefix("w_") || name.contains("weight") || name.contains("wgt")
    }

    /// Whether a column has a typical name of event numbers.
    static func isIDLike(_ name: String) -> Bool {
        let letters = name.lowercased().filter(\.isLetter)
        return ["event", "eventnumber", "eventid", "evt", "evtid", "eventno", "evtnumber", "id", "index", "entry"]
            .contains(letters)
    }

    /// Whether a column has a typical name of bookkeeping: run, file, origin.
    static func isBookkeeping(_ name: String) -> Bool {
        let letters = name.lowercased().filter(\.isLetter)
        return isIDLike(name)
            || ["run", "runnumber", "lumi", "lumiblock", "luminosityblock", "ls", "mcchannelnumber", "seed"]
                .contains(letters)
    }
}

/// Chooses, step by step.
private struct Maker {
    let request: NewReportRequest
    let files: ReportFiles
    var x: [String] = []
    var y: [String] = []
    var weight: String?
    var id: String?
    /// Chosen columns that are not finite in some events.
    var infinite: [String] = []
    var remarks: [String] = []

    /// Chooses the columns of weight and event number, by their names.
    mutating func chooseSpecial() throws {
        let nominal = Set(
            files.nominal.dropFirst().reduce(into: Set(names(files.nominal.first))) {
                $0.formIntersection(names($1))
            })
        let everywhere = files.simulation.reduce(into: nominal) { $0.formIntersection(names($1)) }
        let ordered = names(files.nominal.first).filter(everywhere.contains)
        switch request.weight {
        case .none: weight = nil
        case .given(let text):
            try Self.require(try columns(of: text, "--weight"), in: files.simulation)
            weight = names(files.nominal.first).contains(text) ? ColumnChoice.expression(of: text) : text
        case .found:
            let found = ordered.filter(ColumnChoice.isWeightLike)
            // "w" of w, w_btag_up: the shortest is the nominal one.
            guard let shortest = found.min(by: { $0.count < $1.count }) else { break }
            weight = ColumnChoice.expression(of: shortest)
            remarks.append("weight: '\(shortest)' is used as the weight of an event.")
        }
        for sample in request.samples {
            guard let text = sample.weight else { continue }
            let own = request.samples.filter { $0.eventClass == sample.eventClass && $0.point.isEmpty }
            try Self.require(
                try columns(of: text, "--template-weight"), in: own.flatMap(\.files).compactMap { files[$0] })
        }
        switch request.id {
        case .none: id = nil
        case .given(let name):
            try Self.require([name], in: files.simulation)
            id = name
        case .found:
            id = ordered.first(where: ColumnChoice.isIDLike)
        }
    }

    /// Chooses features and scores, by their values.
    mutating func chooseFeatures(_ select: EventExpression?, progress: (Int) throws -> Void) throws {
        let given = (request.x ?? []) + request.y
        try Self.requireNames(given, in: files.all)
        for name in given where given.count(where: { $0 == name }) > 1 {
            throw NewReportError("'\(name)' is named twice among features and scores", remedy: "name it once")
        }
        let special = specialColumns
        let candidates = request.x.map { $0 + request.y } ?? suggestions(without: special)
        let readable = candidates.filter { name in
            let why = unusable(name)
            if let why { leaveOut(name, why) }
            return why == nil
        }
        let required = Set((request.x ?? []) + request.y)
        // Its numbers must be there for all that is simulated.
        let ids = id.map { [$0] } ?? []
        let mustHave = request.id == .found ? required : required.union(ids)
        let looks = try [(files.nominal, ids), (files.templates, ids), (files.data, [])].map { files, more in
            try ReportFiles.look(
                at: files, columns: readable + more.filter { !readable.contains($0) }, required: mustHave,
                select: select, progress: progress)
        }
        if let id, let why = looks.compactMap({ $0.unreadable[id] }).first {
            remarks.append("'\(id)' cannot be used as id: \(why).")
            self.id = nil
        } else if let id, request.id == .found {
            remarks.append("id: '\(id)' is used as the number of an event.")
        }
        let kinds = [
            (files.nominal, "simulated event"), (files.templates, "event of a template"), (files.data, "event of data"),
        ]
        for (look, (paths, what)) in zip(looks, kinds)
        where !paths.isEmpty && !readable.isEmpty && look.events == 0 {
            let names = paths.map(\.path).joined(separator: ", ")
            throw NewReportError(
                look.rows == 0
                    ? "\(names): there is no \(what)" : "\(names): no \(what) passes '\(request.select ?? "")'",
                remedy: look.rows == 0 ? "give files with events" : "look at the units and names of --select")
        }
        var features: [String] = []
        for name in readable {
            let isGiven = required.contains(name)
            if let why = looks.compactMap({ $0.unreadable[name] }).first {
                leaveOut(name, why)
            } else if let why = reason(against: looks.map { $0.surveys[name] }, isGiven: isGiven) {
                leaveOut(name, why)
            } else {
                features.append(name)
                say(of: name, looks.map { $0.surveys[name] })
            }
        }
        y = request.y.filter(features.contains)
        x = features.filter { !y.contains($0) }
        if request.x == nil, x.count > ColumnChoice.mostFeatures {
            let more = x.dropFirst(ColumnChoice.mostFeatures)
            remarks.append(
                "x: the first \(ColumnChoice.mostFeatures) of \(NumberText.counted(x.count, "column")); left out are "
                    + "\(more.joined(separator: ", ")). Name the best ones by --x.")
            x = Array(x.prefix(ColumnChoice.mostFeatures))
        }
        guard !x.isEmpty else {
            throw NewReportError(
                "no column is left as a feature"
                    + (remarks.isEmpty ? "" : ": " + remarks.joined(separator: " ").dropLast()),
                remedy: "name columns of numbers by --x")
        }
        if !request.y.isEmpty, y.isEmpty { remarks.append("No score is left, and so there is no T to fit.") }
    }

    // MARK: Which

    private func names(_ file: ReportFiles.Opened?) -> [String] { file?.columns.map(\.name) ?? [] }

    /// Weights and numbers, which are no features.
    private var specialColumns: Set<String> {
        let weights = [weight].compactMap { $0 } + request.samples.compactMap(\.weight)
        return Set(weights.flatMap { (try? EventExpression($0).columns) ?? [] } + [id].compactMap { $0 } + request.y)
    }

    /// Columns that may be features, in the order of the first file, and the scores.
    private mutating func suggestions(without special: Set<String>) -> [String] {
        guard let first = files.nominal.first else { return [] }
        var found: [String] = []
        for column in first.table.columns where !special.contains(column.name) && !found.contains(column.name) {
            if ColumnChoice.isWeightLike(column.name) {
                leaveOut(column.name, "it is called like a weight")
            } else if ColumnChoice.isBookkeeping(column.name) {
                leaveOut(column.name, "it has the name of an event or run number")
            } else {
                found.append(column.name)
            }
        }
        return found + request.y
    }

    /// Why a column cannot be read from all files; nil where it can.
    private func unusable(_ name: String) -> String? {
        for file in files.all {
            guard let column = file.table.column(name) else { return "\(file.path) does not have it" }
            if !column.type.isNumeric { return "it is no column of numbers (\(column.type)) in \(file.path)" }
            if column.count != file.table.rowCount {
                return "it has \(column.count) rows in \(file.path), and others have \(file.table.rowCount)"
            }
        }
        return nil
    }

    /// Why a column is no feature; nil where it may be one.
    ///
    /// - Parameter surveys: of nominal events, templates and data, where there are any.
    private func reason(against surveys: [ColumnSurvey?], isGiven: Bool) -> String? {
        let surveys = surveys.compactMap { $0 }
        // Of simulation: a constant has no density.
        if let values = surveys.first?.values, values.count <= 1 {
            return values.first.map { "it is \(NumberText.significant($0.value)) in all nominal events" }
                ?? "it has no finite value"
        }
        guard !isGiven else { return nil }
        let missing = surveys.reduce(0) { $0 + $1.statistics.nanCount + $1.statistics.infiniteCount }
        if missing > 0 { return "it is NaN or infinite in \(NumberText.counted(missing, "event"))" }
        return surveys.first.flatMap(fewValues).map { "it has \($0) different values only, like a class or a flag" }
    }

    /// How many different values a column has, where these are too few for a density; nil where they are not, or where there
    /// are too few events to decide.
    private func fewValues(_ survey: ColumnSurvey) -> Int? {
        guard let count = survey.values?.count, count <= LoadDirective.fewValues, survey.statistics.finiteCount > 200
        else { return nil }
        return count
    }

    /// What an author should know of a column that she named.
    private mutating func say(of name: String, _ surveys: [ColumnSurvey?]) {
        let surveys = surveys.compactMap { $0 }
        let missing = surveys.reduce(0) { $0 + $1.statistics.nanCount + $1.statistics.infiniteCount }
        if missing > 0 {
            infinite.append(name)
            remarks.append(
                "'\(name)' is NaN or infinite in \(NumberText.counted(missing, "event")), which 'select' leaves out.")
        }
        if let count = surveys.first.flatMap(fewValues) {
            remarks.append("'\(name)' has \(count) different values only: a density makes spikes of it.")
        }
    }

    private mutating func leaveOut(_ name: String, _ why: String) { remarks.append("'\(name)' is left out: \(why).") }

    // MARK: What must be there

    private func columns(of text: String, _ option: String) throws -> [String] {
        // A name with odd characters is a column all the same.
        if names(files.nominal.first).contains(text) { return [text] }
        do { return try EventExpression(text).columns } catch {
            throw NewReportError(
                "\(option): column \(error.column) of '\(text)': \(error.message)",
                remedy: error.remedy ?? "name a column, or write a formula of columns")
        }
    }

    private static func require(_ columns: [String], in files: [ReportFiles.Opened]) throws {
        for file in files { try file.file.check(columns, of: file.table.name) }
    }

    /// Columns of these names, whatever they hold.
    private static func requireNames(_ columns: [String], in files: [ReportFiles.Opened]) throws {
        for file in files {
            let missing = columns.filter { file.table.column($0) == nil }
            // The file says which, with the nearest names.
            if !missing.isEmpty { try file.file.check(missing, of: file.table.name) }
        }
    }
}
