import EventFiles

/// Writes a report on files that were looked into.
struct NewReportWriter {
    let request: NewReportRequest
    let choice: ColumnChoice
    let files: ReportFiles
    let paths: ReportPaths
    /// Folders that have to be allowed.
    let allowedFolders: [String]

    var classes: [String] { request.classes }
    var templates: [NewReportRequest.Sample] { request.samples.filter { !$0.point.isEmpty } }
    var hasScores: Bool { !choice.y.isEmpty }
    var hasTemplates: Bool { !templates.isEmpty }
    /// Whether the yield of the first class is free, because without templates a fit has no other parameter.
    var hasFreeYield: Bool { !hasTemplates && classes.count > 1 }
    private var hasFit: Bool { !request.data.isEmpty && (hasTemplates || hasFreeYield) }
    var yieldName: String { "\(classes[0])-yield" }
    var nuisances: [String] { hasTemplates ? request.nuisances : [yieldName] }
    /// The label of the cell of p(x|c,ν); that of p(y|x,c,ν) follows.
    var features: String { hasTemplates ? "features-response" : "features" }
    var scores: String { hasTemplates ? "scores-response" : "scores" }

    /// What the report lacks, a sentence each.
    var remarks: [String] {
        if request.data.isEmpty {
            return ["There are no data, and so the report ends with the densities: give --data FILE."]
        }
        if !hasTemplates {
            return [
                hasFreeYield
                    ? "There are no templates, and so the yield of '\(classes[0])' is all that is fitted: give --template."
                    : "There are no templates and one class only, and so there is nothing to fit: give --template."
            ]
        }
        return []
    }

    var text: String {
        var parts = [frontMatter, events]
        if !request.data.isEmpty { parts.append(data) }
        parts.append(densities)
        if hasFit { parts += [fit, scan, checks] }
        return parts.joined(separator: "\n")
    }

    private var names: String { classes.count > 3 ? "\(classes.count) classes" : classes.joined(separator: ", ") }

    private var frontMatter: String {
        """
        ---
        title: A first \(hasFit ? "fit" : "look") of \(names)
        seed: 1                         # every random number of the page follows from it
        params: {steps: 3000}           # of each training; fiducial render \(NewReport.name) -p steps=300 for a quick look
        ---

        This page is a start: it reads the events, learns their densities\(hasFit ? ", and fits" : ""). Nothing of it is known to be
        right yet. Look at the figures, follow what the page finds wrong with its own results, and hold it against what you
        know before you quote a number.

        """ + allowance
    }

    private var allowance: String {
        guard !allowedFolders.isEmpty else { return "" }
        let options = allowedFolders.map { "--allow-path \(ReportPaths.quoted($0))" }.joined(separator: " ")
        return """

            Some files lie outside of this report's folder. It may read them where the command says so:

            ~~~
            fiducial render \(NewReport.name) \(options)
            ~~~

            """
    }

    // MARK: Events

    private var events: String {
        var lines = ["x: \(YAMLText.list(choice.x))"]
        if hasScores { lines.append("y: \(YAMLText.list(choice.y))") }
        if let weight = choice.weight { lines.append("weight: \(YAMLText.formula(weight))") }
        if let id = choice.id { lines.append("id: \(YAMLText.scalar(id))") }
        if let select = choice.select { lines.append("select: \(YAMLText.formula(select))") }
        lines.append("samples:")
        for sample in request.samples { lines += self.lines(of: sample) }
        let weights =
            choice.weight == nil
            ? "Events have no weights: they give the fraction of each class in the data, and not the expected number of events."
            : "The sum of the weights is the expected number of events, for each class and at each template."
        let id =
            choice.id == nil
            ? "Events are numbered by their row, so a template must have its events in the order of the nominal file."
            : "By its number, an event stays together with its variations, in training or in validation."
        let points = hasTemplates ? ", at the nominal point and at templates, where nuisances are shifted" : ""
        return """
            ## Events

            Simulated events are read by class\(points).
            \(weights)
            \(hasTemplates || choice.id != nil ? id + "\n" : "")
            ```{load} simulation
            \(lines.joined(separator: "\n"))
            ```

            """
    }

    private func lines(of sample: NewReportRequest.Sample) -> [String] {
        let at = sample.point.sorted { $0.key < $1.key }.map { "\($0.key): \(YAMLText.number($0.value))" }
        let point = at.isEmpty ? "" : ", at: {\(at.joined(separator: ", "))}"
        let weight = sample.weight.map { ", weight: \(YAMLText.scalar(written(weight: $0)))" } ?? ""
        // Another weight of the nominal events.
        let own = request.samples.filter { $0.eventClass == sample.eventClass && $0.point.isEmpty }
        let paths = sample.weight == nil ? sample.files : own.flatMap(\.files)
        return entries(paths).map { "  - {class: \(YAMLText.scalar(sample.eventClass)), \($0)\(point)\(weight)}" }
    }

    private func written(weight: String) -> String {
        files.nominal.contains { $0.table.column(weight) != nil } ? ColumnChoice.expression(of: weight) : weight
    }

    /// Files as samples name them: those of one table together, because an entry has one.
    private func entries(_ paths: [String]) -> [String] {
        var groups: [(table: String, paths: [String])] = []
        for path in paths {
            let table = tableEntry(path)
            if let place = groups.firstIndex(where: { $0.table == table }) {
                groups[place].paths.append(path)
            } else {
                groups.append((table, [path]))
            }
        }
        return groups.map { group in
            let names = group.paths.map(self.paths.relative)
            return "file: \(names.count == 1 ? YAMLText.scalar(names[0]) : YAMLText.list(names))\(group.table)"
        }
    }

    /// ", tree: events" where a file has several tables.
    private func tableEntry(_ path: String) -> String {
        guard let file = files[path], file.isOneOfSeveral else { return "" }
        return ", \(file.file.format == .root ? "tree" : "group"): \(YAMLText.scalar(file.tableName))"
    }

    private var data: String {
        """
        Data have the same features and selection.

        ```{load} data
        like: simulation
        samples:
        \(entries(request.data).map { "  - {\($0)}" }.joined(separator: "\n"))
        ```

        There are `{value} simulation.events` simulated events in all, and `{value} data.events` of data.

        """
    }
}
