import Report

extension Options {
    /// Diagnostics for a list, and for responses of normalizations, whose length is not the number of classes.
    ///
    /// - Parameters:
    ///   - list: an option with a number for each class.
    ///   - count: its length; nil where it is not given.
    ///   - classes: their names.
    func wrongClassCounts<List, Group: OptionGroup>(
        _ list: OptionKey<List>, _ count: Int?, _ normalization: OptionKey<[String: Group]>, classes: [String]
    ) -> [Diagnostic] {
        func wrong<T>(_ key: OptionKey<T>, _ path: String, _ count: Int?) -> [Diagnostic] {
            guard let count, count != classes.count else { return [] }
            let name = path.isEmpty ? key.name : "\(key.name).\(path)"
            return [
                error(
                    "'\(name)' must list a number for each of the \(classes.count) classes, not \(count)", at: key,
                    path, remedy: "the classes are \(classes.joined(separator: ", "))")
            ]
        }
        return wrong(list, "", count)
            + self[normalization].sorted { $0.key < $1.key }.flatMap { name, group in
                wrong(
                    normalization, "\(name).response",
                    group.options[FitDirective.NormalizationGroup.response]?.count)
            }
    }
}
