import EventFiles
import Report
import Samples

/// What is wrong with a cell, without a look into the files.
extension LoadDirective {
    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        let recipe = LoadRecipe(options) { document.options($0) }
        guard !recipe.x.isEmpty else {
            guard recipe.y.isEmpty else {
                return [
                    options.error(
                        "'y' is given without 'x': there is no p(x|c)", at: y,
                        remedy: "move a column from 'y' to 'x'")
                ]
            }
            return [
                Diagnostic(
                    "'load' needs features: 'x' is missing", at: options.place,
                    remedy: "list columns of the files, 'x: [pt, eta]', or name a cell that has them by 'like'")
            ]
        }
        if let wrong = recipe.wrongNames {
            return [
                Diagnostic(
                    wrong, at: options.place,
                    remedy:
                        "features, scores, classes and nuisances must have different names; 'define' gives a column "
                        + "another"
                )
            ]
        }
        return wrongExpressions(options, recipe) + wrongSamples(options, recipe) + missingNominal(options, recipe)
            + wrongWords(options, recipe)
    }

    private static func wrongExpressions(_ options: Options, _ recipe: LoadRecipe) -> [Diagnostic] {
        func check<T>(_ text: String, _ key: OptionKey<T>, _ path: String, isCondition: Bool = false) -> [Diagnostic] {
            do {
                let expression = try EventExpression(text)
                guard isCondition, !expression.isCondition else { return [] }
                return [
                    options.error(
                        "'\(key.name)' wants a condition, and '\(text)' is a number", at: key, path,
                        remedy: "compare it: (\(text)) > 0")
                ]
            } catch {
                let name = path.isEmpty ? key.name : "\(key.name).\(path)"
                return [
                    options.error(
                        "'\(name)', column \(error.column) of '\(text)': \(error.message)", at: key, path,
                        remedy: error.remedy)
                ]
            }
        }
        var diagnostics = options[select].map { check($0, select, "", isCondition: true) } ?? []
        for (name, text) in options[define].sorted(by: { $0.key < $1.key }) {
            diagnostics += check(text, define, name)
        }
        if let text = options[weight] { diagnostics += check(text, weight, "") }
        for (index, sample) in options[samples].enumerated() {
            if let text = sample[LoadedSample.weight] { diagnostics += check(text, samples, "\(index).weight") }
        }
        if diagnostics.isEmpty, let circle = recipe.circle {
            diagnostics.append(
                options.error(
                    "the definition of '\(circle)' needs itself", at: define, circle,
                    remedy: "give what it is made of another name"))
        }
        return diagnostics
    }

    private static func wrongSamples(_ options: Options, _ recipe: LoadRecipe) -> [Diagnostic] {
        func error(_ message: String, _ path: String, remedy: String) -> Diagnostic {
            options.error(message, at: samples, path, remedy: remedy)
        }
        let all = options[samples]
        var diagnostics: [Diagnostic] = []
        if Set(all.map { $0[LoadedSample.eventClass] == nil }).count > 1 {
            diagnostics.append(
                error(
                    "some samples have a class and some have none", "",
                    remedy: "simulation has classes, data have none: give data a cell of their own"))
        }
        let letters = "use letters, digits, hyphens and underscores, a letter first"
        for (index, sample) in all.enumerated() {
            if let name = sample[LoadedSample.eventClass] {
                if !LoadRecipe.isName(name) {
                    diagnostics.append(
                        error("a class cannot be called '\(name)'", "\(index).class", remedy: letters))
                } else if let known = recipe.likeClasses, !known.contains(name) {
                    diagnostics.append(
                        error(
                            "the cell of 'like' has no class '\(name)'", "\(index).class",
                            remedy: NearMiss.remedy(for: name, among: known)))
                }
            } else if sample.point != .nominal {
                diagnostics.append(
                    error(
                        "data are no template", "\(index).at",
                        remedy: "remove 'at', or say of which class the events are"))
            }
            for name in sample[LoadedSample.at].keys.sorted() where !LoadRecipe.isName(name) {
                diagnostics.append(
                    error("a nuisance cannot be called '\(name)'", "\(index).at.\(name)", remedy: letters))
            }
            if sample[LoadedSample.tree] != nil, sample[LoadedSample.group] != nil {
                diagnostics.append(
                    error("'tree' and 'group' name the same thing", "\(index).group", remedy: "remove one of both"))
            }
        }
        for (count, most, what) in [(recipe.nuisances.count, 32, "nuisances"), (recipe.classes.count, 64, "classes")]
        where count > most {
            diagnostics.append(error("there are \(count) \(what)", "", remedy: "at most \(most) are possible"))
        }
        return diagnostics
    }

    /// Classes that have templates and no nominal events, while others have.
    private static func missingNominal(_ options: Options, _ recipe: LoadRecipe) -> [Diagnostic] {
        let all = options[samples]
        let nominal = Set(all.filter { $0.point == .nominal }.compactMap { $0[LoadedSample.eventClass] })
        guard !nominal.isEmpty else { return [] }
        return recipe.classes.filter { !nominal.contains($0) }.map { name in
            options.error(
                "the class '\(name)' has no nominal events", at: samples, remedy: "add a sample of it without 'at'")
        }
    }

    /// Units and labels of nothing.
    private static func wrongWords(_ options: Options, _ recipe: LoadRecipe) -> [Diagnostic] {
        let columns = recipe.x + recipe.y
        func unknown(_ key: OptionKey<[String: String]>, _ names: [String], _ what: String) -> [Diagnostic] {
            options[key].keys.sorted().filter { !names.contains($0) }.map {
                options.error(
                    "there is no \(what) '\($0)'", at: key, $0, remedy: NearMiss.remedy(for: $0, among: names))
            }
        }
        return unknown(units, columns, "feature or score")
            + unknown(labels, columns + recipe.classes + recipe.nuisances, "feature, score, class or nuisance")
    }
}
