/// −2Δln L in the plane of two nuisances, any others profiled, on an even grid over the window.
public struct EnsemblePlane: Sendable {
    /// Places of the two nuisances.
    public let axes: (first: Int, second: Int)
    public let first: [Double]
    public let second: [Double]
    /// Shape [first, second].
    public let deviance: [[Double]]
    /// B_eff at the same points.
    public let effectiveMembers: [[Double]]
}

extension EnsembleScan {
    /// - Parameter points: along each axis, both edges of the window included.
    /// - Complexity: points² profiles; with two nuisances, points² evaluations of the members.
    public func plane(_ first: Int, _ second: Int, points: Int) -> EnsemblePlane {
        precondition(points > 1 && first != second, "\(points) points a side in the plane of \(first) and \(second)")
        func axis(_ index: Int) -> [Double] {
            let range = members.window[index]
            return (0..<points).map { part in
                let fraction = Double(part) / Double(points - 1)
                return range.lowerBound * (1 - fraction) + range.upperBound * fraction
            }
        }
        let (rows, columns) = (axis(first), axis(second))
        let profiles = rows.map { row in columns.map { profile(fixing: [first: row, second: $0]) } }
        return EnsemblePlane(
            axes: (first, second), first: rows, second: columns, deviance: profiles.map { $0.map(\.deviance) },
            effectiveMembers: profiles.map { $0.map(\.effectiveMembers) })
    }
}
