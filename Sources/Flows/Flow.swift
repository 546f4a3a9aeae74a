import FlowKernels
import Foundation

/// A normalizing flow: maps from data to a standard normal, data side first, and the density they define.
///
///     log p(v | context, ν) = log N(z; 0, 1) + Σ log|det|
///
/// A systematic response is a further map in front (``PolynomialResidual``), a distribution of interest another map in
/// front of that; each has its own parameters, frozen or trained.
public struct Flow: Sendable {
    /// Data side first.
    public let maps: [TransportMap]

    /// - Precondition: at least one map.
    public init(_ maps: [TransportMap]) {
        precondition(!maps.isEmpty, "a flow needs at least one map")
        self.maps = maps
    }

    /// How many features an event has.
    public var features: Int { maps[0].bijection.features }
    /// How many context inputs there are.
    public var contextCount: Int { maps.map(\.bijection.contextCount).max() ?? 0 }
    /// How many nuisances the flow depends on.
    public var nuisanceCount: Int { maps.map(\.bijection.nuisanceCount).max() ?? 0 }

    /// The flow with `map` in front: it acts on data first.
    public func preceded(by map: TransportMap) -> Flow { Flow([map] + maps) }

    /// All maps as one, data side first.
    public var composed: TransportMap {
        guard maps.count > 1 else { return maps[0] }
        return TransportMap(
            Composition(maps.map(\.bijection)), parameters: ParameterBuffer(maps.flatMap(\.parameters.values)))
    }

    /// The same flow with other parameters for one of its maps, for example those being trained.
    public func replacing(_ index: Int, parameters: ParameterBuffer) -> Flow {
        var maps = maps
        maps[index] = TransportMap(maps[index].bijection, parameters: parameters)
        return Flow(maps)
    }

    /// The same flow, with all maps frozen, for events with few different contexts.
    ///
    /// - Parameter contexts: each with one number for each input.
    public func tabulated(contexts: [[Float]]) -> Flow {
        Flow(
            maps.map {
                TransportMap(
                    $0.bijection.tabulated(contexts: contexts, parameters: $0.parameters), parameters: $0.parameters)
            })
    }

    /// Prepares all maps for the context, and the first one for `features` if these are fixed.
    ///
    /// - Parameters:
    ///   - context: shape [context, events].
    ///   - features: shape [features, events]; nil if they change.
    ///   - arena: holds the prepared values.
    ///   - use: the use of map i.
    public func prepare(
        _ context: Matrix, features: Matrix? = nil, arena: Arena, use: (Int) -> PreparedUse
    ) -> [PreparedBijection] {
        maps.enumerated().map { index, map in
            map.bijection.prepare(
                context, features: index == 0 ? features : nil, parameters: map.parameters, use: use(index),
                arena: arena)
        }
    }

    /// log p for one chunk of events.
    ///
    /// - Parameters:
    ///   - v: shape [features, events].
    ///   - conditions: context and ν of the events.
    ///   - logDensity: log p is *added* here, shape [1, events].
    ///   - tape: if given, the pass can be followed by
    ///     ``backward(logDensityGradient:into:parameterGradients:tape:arena:)``.
    ///   - arena: holds the result.
    /// - Returns: z, shape [features, events].
    @discardableResult
    public func logDensity(
        _ v: Matrix, _ conditions: Conditions, into logDensity: Matrix, tape: Tape? = nil, arena: Arena
    ) -> Matrix {
        let prepared = prepare(conditions.context, arena: arena) { _ in .once }
        let z = self.logDensity(
            v, nuisances: conditions.nuisances, prepared: prepared, into: logDensity, tape: tape, arena: arena)
        if let tape { prepared.forEach(tape.push) }
        return z
    }

    /// log p for one chunk of events whose context has been prepared.
    @discardableResult
    public func logDensity(
        _ v: Matrix, nuisances: Matrix?, prepared: [PreparedBijection], into logDensity: Matrix, tape: Tape?,
        arena: Arena
    ) -> Matrix {
        var z = v
        for (map, prepared) in zip(maps, prepared) {
            z = map.bijection.forward(
                z, nuisances: nuisances, prepared: prepared, parameters: map.parameters, logDet: logDensity,
                tape: tape, arena: arena)
        }
        Kernels.standardNormalLogDensity(z, into: logDensity)
        tape?.push(z)
        return z
    }

    /// The map to the base space alone; log|det| is added to `logDet`.
    public func forward(_ v: Matrix, _ conditions: Conditions, logDet: Matrix, arena: Arena) -> Matrix {
        var value = v
        for map in maps {
            value = map.bijection.forward(
                value, conditions, parameters: map.parameters, logDet: logDet, tape: nil, arena: arena)
        }
        return value
    }

    /// The adjoint of the last taped ``logDensity(_:_:into:tape:arena:)``.
    ///
    /// - Parameters:
    ///   - logDensityGradient: ∂L/∂log p, shape [1, events].
    ///   - gradients: ∂L/∂ν and ∂L/∂context are added here.
    ///   - parameterGradients: one for each map, accumulated; nil for a frozen map.
    ///   - tape: that of the forward pass.
    ///   - arena: holds the result.
    /// - Returns: ∂L/∂v, shape [features, events].
    @discardableResult
    public func backward(
        logDensityGradient: Matrix, into gradients: ConditionGradients = .none,
        parameterGradients: [ParameterBuffer?], tape: Tape, arena: Arena
    ) -> Matrix {
        let prepared = Array(maps.map { _ in tape.popPrepared() }.reversed())
        let gradient = backward(
            logDensityGradient: logDensityGradient, prepared: prepared, into: gradients,
            parameterGradients: parameterGradients, tape: tape, arena: arena)
        for (index, map) in maps.enumerated() {
            map.bijection.finishBackward(
                prepared[index], into: gradients, parameters: map.parameters,
                parameterGradient: parameterGradients[index], arena: arena)
        }
        return gradient
    }

    /// The adjoint of the last taped pass whose context had been prepared; that of the preparation is
    /// `finishBackward` of the maps in training.
    @discardableResult
    public func backward(
        logDensityGradient: Matrix, prepared: [PreparedBijection], into gradients: ConditionGradients = .none,
        parameterGradients: [ParameterBuffer?], tape: Tape, arena: Arena
    ) -> Matrix {
        let z = tape.popMatrix()
        var gradient = arena.matrix(rows: z.rows, columns: z.columns)
        Kernels.standardNormalBackward(z, logDensityGradient: logDensityGradient, into: gradient)
        for (index, map) in maps.enumerated().reversed() {
            gradient = map.bijection.backward(
                outputGradient: gradient, logDetGradient: logDensityGradient, prepared: prepared[index],
                into: gradients, parameters: map.parameters, parameterGradient: parameterGradients[index],
                tape: tape, arena: arena)
        }
        return gradient
    }

    /// The inverse of the flow: base values `z` to data, shape [features, events].
    public func inverse(_ z: Matrix, _ conditions: Conditions, logDet: Matrix, arena: Arena) -> Matrix {
        var value = z
        for map in maps.reversed() {
            value = map.bijection.inverse(
                value, conditions, parameters: map.parameters, logDet: logDet, arena: arena)
        }
        return value
    }

    /// log p with its first and second derivatives along directions in ν, all exact.
    ///
    /// Maps in front of the first one that depends on ν cost no more than in ``logDensity(_:_:into:tape:arena:)``.
    ///
    /// - Parameters:
    ///   - v: shape [features, events]; with jets where another map in front of this flow depends on ν.
    ///   - conditions: context and ν of the events, with the directions in ν.
    ///   - logDensity: log p and its jets are *added* here, shape [1, events]; with jets for every direction.
    ///   - arena: holds the result.
    /// - Returns: z with its jets, shape [features, events].
    /// - Complexity: about 1 + 2 · directions evaluations of the maps from the first one on that depends on ν.
    @discardableResult
    public func logDensityTaylor(
        _ v: TaylorMatrix, _ conditions: TaylorConditions, into logDensity: TaylorMatrix, arena: Arena
    ) -> TaylorMatrix {
        precondition(
            logDensity.directions == conditions.directions.count,
            "jets of \(logDensity.directions) directions for \(conditions.directions.count)")
        var value = v
        for map in maps {
            value = map.bijection.forwardTaylor(
                value, conditions, parameters: map.parameters, logDet: logDensity, arena: arena)
        }
        Kernels.standardNormalTaylor(value, into: logDensity)
        return value
    }
}

/// The errors of a flow from a file.
public enum FlowError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A description from which no flow can be built.
    case invalidArchitecture(String)
    /// A model file with missing or superfluous content.
    case invalidModel(String)

    public var description: String {
        switch self {
        case .invalidArchitecture(let what): "no flow can be built from \(what)"
        case .invalidModel(let what): what
        }
    }
}
