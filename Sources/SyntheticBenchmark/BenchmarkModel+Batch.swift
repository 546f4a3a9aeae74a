extension BenchmarkModel {
    /// ln p(x, y | ν) of many events, shape [events].
    ///
    /// - Complexity: about 0.3 µs an event.
    public func trueLogDensities(_ events: BenchmarkEvents, at nu: BenchmarkNuisances, distorted: Bool) -> [Double] {
        let response = MixtureResponse(at: NuisanceScalars(nu), settings: settings)
        return (0..<events.count).map { response.logDensity(events.x($0), events.y($0), distorted: distorted) }
    }

    /// ln p(x | c, ν) of many events, each given its class, shape [events].
    public func logDensitiesX(_ events: BenchmarkEvents, at nu: BenchmarkNuisances) -> [Double] {
        let response = MixtureResponse(at: NuisanceScalars(nu), settings: settings).kinematics
        return (0..<events.count).map { index in
            (events.classes[index] == BenchmarkClass.a.rawValue ? response.0 : response.1).logDensity(events.x(index))
        }
    }

    /// ln p(y | x, c, ν) of many events, each given its class, shape [events].
    public func logDensitiesY(_ events: BenchmarkEvents, at nu: BenchmarkNuisances, distorted: Bool) -> [Double] {
        let response = MixtureResponse(at: NuisanceScalars(nu), settings: settings).score
        return (0..<events.count).map { index in
            let shape = ScoreShape(x: events.x(index), settings: settings)
            let score = events.classes[index] == BenchmarkClass.a.rawValue ? response.0 : response.1
            let y = events.y(index)
            return distorted
                ? score.logDensityOfDistorted(y, shape: shape) : score.logDensity((y.x, y.y), shape: shape)
        }
    }
}
