import Report

/// What archives of published data take of a Hessian: the matrices, and the best fit of their parabola.
extension HessianDirective {
    static func hasDataTables(_ options: Options) -> Bool { true }

    static func dataTables(_ options: Options, _ result: Result) -> [DataTable] {
        let place: (name: String, value: String) = (
            "Taken at", result.order.map { "\($0) = \(result.nuisances[$0]?.at ?? .nan)" }.joined(separator: ", ")
        )
        let priors: (name: String, value: String) = (
            "Priors of the nuisances", result.prior ? "included" : "left out"
        )
        func matrix(_ name: String, _ title: String, _ quantity: String, _ values: [[Double]]) -> DataTable {
            .matrix(
                name, title: title, description: "\(title), from second derivatives across ±1σ.", names: result.order,
                values: values, quantity: quantity, qualifiers: [place, priors])
        }
        var tables = [
            matrix("hessian", "Second derivatives of −ln L by the nuisances", "∂²(−ln L)/∂row∂column", result.hessian)
        ]
        // Without a minimum there is no covariance.
        guard let covariance = result.covariance, let correlation = result.correlation else { return tables }
        tables.append(matrix("covariance", "Covariance of the nuisances", "Covariance", covariance))
        tables.append(matrix("correlation", "Correlation of the nuisances", "Correlation", correlation))
        let nuisances = result.order.compactMap { name in result.nuisances[name].map { (name, $0) } }
        tables.append(
            DataTable(
                "nuisances", title: "Minimum of the parabola",
                description:
                    "Where −ln L is lowest by its gradient and second derivatives, with the square roots of the "
                    + "covariance's diagonal.",
                independent: [DataTable.Variable("Nuisance", nuisances.map { DataTable.Point($0.0) })],
                dependent: [
                    DataTable.Variable(
                        "Minimum",
                        nuisances.map { _, nuisance in
                            DataTable.Point(
                                nuisance.newtonStep.map { nuisance.at + $0 }, up: nuisance.sigma, down: nuisance.sigma)
                        }, qualifiers: [place, priors])
                ]))
        return tables
    }
}
