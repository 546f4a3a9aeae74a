/// −2Δln L in the plane of two nuisances, any others profiled, on an even grid over the limits of a likelihood.
public struct DeviancePlane: Sendable {
    /// The indices of the two nuisances.
    public let axes: (first: Int, second: Int)
    /// Values of the first nuisance, ascending.
    public let first: [Double]
    /// Values of the second.
    public let second: [Double]
    /// Shape [first, second].
    public let deviance: [[Double]]
}

extension ProfiledLikelihood {
    /// −2Δln L in the plane of two nuisances.
    ///
    /// - Parameters:
    ///   - first: the nuisance of the first axis, counted from 0.
    ///   - second: that of the second axis.
    ///   - points: the number of points along each axis, including both ends of the limits; at least two.
    /// - Throws: what the likelihood throws.
    /// - Complexity: points² profiles; with two nuisances, points² evaluations of the members.
    public func plane(_ first: Int, _ second: Int, points: Int) throws(Failure) -> DeviancePlane {
        precondition(points > 1 && first != second, "\(points) points a side in the plane of \(first) and \(second)")
        func axis(_ index: Int) -> [Double] {
            let range = limits[index]
            return (0..<points).map { part in
                let fraction = Double(part) / Double(points - 1)
                return range.lowerBound * (1 - fraction) + range.upperBound * fraction
            }
        }
        let (rows, columns) = (axis(first), axis(second))
        var deviance: [[Double]] = []
        for row in rows {
            var values: [Double] = []
            for column in columns { values.append(try self.deviance(fixing: [first: row, second: column])) }
            deviance.append(values)
        }
        return DeviancePlane(axes: (first, second), first: rows, second: columns, deviance: deviance)
    }
}
