import Report

/// What archives of published data take of a fit: the nuisances and the classes at its best fit.
extension FitDirective {
    static func hasDataTables(_ options: Options) -> Bool { true }

    static func dataTables(_ options: Options, _ result: Result) -> [DataTable] {
        let nuisances = result.order.compactMap { name in result.nuisances[name].map { (name, $0) } }
        let classes = result.classOrder.compactMap { name in result.classes[name].map { (name, $0) } }
        let fitted =
            nuisances.isEmpty
            ? []
            : [
                DataTable(
                    "nuisances", title: "Best fit of the nuisances",
                    description:
                        "The best fit of every nuisance; its uncertainty is that of x alone, the others profiled.",
                    independent: [DataTable.Variable("Nuisance", nuisances.map { DataTable.Point($0.0) })],
                    dependent: [
                        DataTable.Variable(
                            "Best fit", nuisances.map { DataTable.Point($0.1.best, up: $0.1.sigma, down: $0.1.sigma) })
                    ])
            ]
        return fitted + [
            DataTable(
                "classes", title: "Events of the classes",
                description: "Events that are expected of every class, before the fit and at the best fit.",
                independent: [DataTable.Variable("Class", classes.map { DataTable.Point($0.0) })],
                dependent: [
                    DataTable.Variable("Before the fit", classes.map { DataTable.Point($0.1.before) }),
                    DataTable.Variable(
                        "At the best fit",
                        classes.map { DataTable.Point($0.1.fitted, up: $0.1.sigma, down: $0.1.sigma) }),
                ])
        ]
    }
}
