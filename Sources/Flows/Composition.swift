import FlowKernels

/// Bijections one after the other, data side first, over one common parameter vector.
public struct Composition: Bijection {
    /// Data side first.
    public let parts: [any Bijection]
    public let layout: ParameterLayout
    private let offsets: [Int]

    /// - Precondition: at least one part.
    public init(_ parts: [any Bijection]) {
        precondition(!parts.isEmpty, "a composition needs at least one bijection")
        self.parts = parts
        var layout = ParameterLayout()
        var offsets: [Int] = []
        for (index, part) in parts.enumerated() {
            offsets.append(layout.count)
            for slot in part.layout.slots {
                _ = layout.allocate("\(index).\(slot.name)", rows: slot.rows, columns: slot.columns)
            }
        }
        self.layout = layout
        self.offsets = offsets
    }

    public var features: Int { parts[0].features }
    public var contextCount: Int { parts.map(\.contextCount).max() ?? 0 }
    public var nuisanceCount: Int { parts.map(\.nuisanceCount).max() ?? 0 }
    public var description: BijectionDescription { .composition(parts.map(\.description)) }
    /// Its parts have roles of their own (``TransportMap/parts``).

    public func initialize(_ parameters: ParameterBuffer, _ initialization: ParameterInitialization) {
        for (index, part) in parts.enumerated() {
            part.initialize(slice(parameters, index), initialization.part(at: offsets[index]))
        }
    }

    public func parts(_ parameters: ParameterBuffer) -> [TransportMap] {
        parts.enumerated().map { TransportMap($1, parameters: slice(parameters, $0)) }
    }

    private func slice(_ buffer: ParameterBuffer, _ index: Int) -> ParameterBuffer {
        buffer.slice(at: offsets[index], count: parts[index].layout.count)
    }

    public func tabulated(contexts: [[Float]], parameters: ParameterBuffer) -> any Bijection {
        Composition(
            parts.enumerated().map { $1.tabulated(contexts: contexts, parameters: slice(parameters, $0)) })
    }

    public func prepare(
        _ context: Matrix, features: Matrix?, parameters: ParameterBuffer, use: PreparedUse, arena: Arena
    ) -> PreparedBijection {
        // What the first part makes of fixed features depends on the nuisances already.
        PreparedBijection(
            use: use,
            parts: parts.enumerated().map { index, part in
                part.prepare(
                    context, features: index == 0 ? features : nil, parameters: slice(parameters, index), use: use,
                    arena: arena)
            })
    }

    public func forward(
        _ v: Matrix, nuisances: Matrix?, prepared: PreparedBijection, parameters: ParameterBuffer, logDet: Matrix,
        tape: Tape?, arena: Arena
    ) -> Matrix {
        var value = v
        for (index, part) in parts.enumerated() {
            value = part.forward(
                value, nuisances: nuisances, prepared: prepared.parts[index], parameters: slice(parameters, index),
                logDet: logDet, tape: tape, arena: arena)
        }
        return value
    }

    public func backward(
        outputGradient: Matrix, logDetGradient: Matrix, prepared: PreparedBijection,
        into gradients: ConditionGradients, parameters: ParameterBuffer, parameterGradient: ParameterBuffer?,
        tape: Tape, arena: Arena
    ) -> Matrix {
        var gradient = outputGradient
        for (index, part) in parts.enumerated().reversed() {
            gradient = part.backward(
                outputGradient: gradient, logDetGradient: logDetGradient, prepared: prepared.parts[index],
                into: gradients, parameters: slice(parameters, index),
                parameterGradient: parameterGradient.map { slice($0, index) }, tape: tape, arena: arena)
        }
        return gradient
    }

    public func finishBackward(
        _ prepared: PreparedBijection, into gradients: ConditionGradients, parameters: ParameterBuffer,
        parameterGradient: ParameterBuffer?, arena: Arena
    ) {
        for (index, part) in parts.enumerated() {
            part.finishBackward(
                prepared.parts[index], into: gradients, parameters: slice(parameters, index),
                parameterGradient: parameterGradient.map { slice($0, index) }, arena: arena)
        }
    }

    public func inverse(
        _ output: Matrix, _ conditions: Conditions, parameters: ParameterBuffer, logDet: Matrix, arena: Arena
    ) -> Matrix {
        var value = output
        for (index, part) in parts.enumerated().reversed() {
            value = part.inverse(
                value, conditions, parameters: slice(parameters, index), logDet: logDet, arena: arena)
        }
        return value
    }

    public func forwardTaylor(
        _ v: TaylorMatrix, _ conditions: TaylorConditions, parameters: ParameterBuffer, logDet: TaylorMatrix,
        arena: Arena
    ) -> TaylorMatrix {
        var value = v
        for (index, part) in parts.enumerated() {
            value = part.forwardTaylor(
                value, conditions, parameters: slice(parameters, index), logDet: logDet, arena: arena)
        }
        return value
    }
}

extension Composition {
    struct Architecture: BijectionArchitecture {
        static let kind = "composition"
        let parts: [BijectionDescription]

        private enum CodingKeys: String, CodingKey { case parts = "_0" }

        var leastTensorCount: Int { parts.reduce(0) { $0 + $1.architecture.leastTensorCount } }
        var summary: [String] { parts.flatMap(\.architecture.summary) }

        /// - Throws: ``FlowError/invalidArchitecture(_:)`` if there are no parts, or the parts do not fit together.
        func makeBijection() throws(FlowError) -> Composition {
            guard !parts.isEmpty else { throw .invalidArchitecture("a composition of nothing") }
            var bijections: [any Bijection] = []
            for part in parts { bijections.append(try part.makeBijection()) }
            for (what, counts) in [
                ("features", bijections.map(\.features)),
                ("context inputs", bijections.map(\.contextCount).filter { $0 > 0 }),
                ("nuisances", bijections.map(\.nuisanceCount).filter { $0 > 0 }),
            ] where Set(counts).count > 1 {
                throw .invalidArchitecture("maps of different numbers of \(what), \(counts)")
            }
            return Composition(bijections)
        }
    }
}

extension BijectionDescription {
    /// A ``Composition``, data side first.
    public static func composition(_ parts: [BijectionDescription]) -> BijectionDescription {
        BijectionDescription(Composition.Architecture(parts: parts))
    }
}
