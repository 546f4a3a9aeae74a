import FlowKernels

/// A frozen ``MaskedAutoregressiveSpline`` of two features whose context takes few values: the same map, its network
/// replaced by the piecewise linear functions that it is (``MaskedMLP/pieces(context:parameters:limit:)``).
struct TabulatedSpline: Bijection {
    let spline: MaskedAutoregressiveSpline
    private let tables: [(context: [Float], pieces: PiecewiseLinear)]

    /// nil for a network of another kind.
    init?(_ spline: MaskedAutoregressiveSpline, contexts: [[Float]], parameters: ParameterBuffer) {
        var tables: [(context: [Float], pieces: PiecewiseLinear)] = []
        for context in contexts {
            guard let pieces = spline.conditioner.network.pieces(context: context, parameters: parameters) else {
                return nil
            }
            tables.append((context, pieces))
        }
        self.spline = spline
        self.tables = tables
    }

    var features: Int { spline.features }
    var contextCount: Int { spline.contextCount }
    var nuisanceCount: Int { 0 }
    var layout: ParameterLayout { spline.layout }
    var description: BijectionDescription { spline.description }

    func initialize(_ parameters: ParameterBuffer, _ initialization: ParameterInitialization) {
        spline.initialize(parameters, initialization)
    }

    private var first: Int { spline.conditioner.order[0] }
    private var second: Int { spline.conditioner.order[1] }

    /// Events side by side that have the same functions.
    struct Run {
        let events: Range<Int>
        let pieces: PiecewiseLinear
    }

    func prepare(
        _ context: Matrix, features: Matrix?, parameters: ParameterBuffer, use: PreparedUse, arena: Arena
    ) -> PreparedBijection {
        PreparedBijection(
            use: .frozen, contexts: [spline.conditioner.prepare(context, parameters: parameters, arena: arena)],
            runs: runs(context))
    }

    /// - Precondition: every event has one of the contexts that there are tables for, 8 side by side the same one.
    private func runs(_ context: Matrix) -> [Run] {
        func table(_ column: Int) -> Int {
            let index = tables.firstIndex { table in
                (0..<contextCount).allSatisfy { context[$0, column] == table.context[$0] }
            }
            guard let index else {
                preconditionFailure("no table for context \((0..<contextCount).map { context[$0, column] })")
            }
            return index
        }
        let numbers = (0..<context.columns).map(table)
        var runs: [Run] = []
        var start = 0
        for column in stride(from: 1, through: numbers.count, by: 1)
        where column == numbers.count || numbers[column] != numbers[start] {
            precondition(column % 8 == 0, "the context changes at event \(column), which is no multiple of 8")
            runs.append(Run(events: start..<column, pieces: tables[numbers[start]].pieces))
            start = column
        }
        return runs
    }

    /// The parameters of the first feature, which the context decides; shape [rows, events].
    private func parametersOfFirst(_ prepared: PreparedBijection) -> Matrix {
        let outputs = prepared.contexts[0].layers[spline.conditioner.network.layers.count - 1]
        return outputs.rows(0..<spline.conditioner.network.outputsPerDegree)
    }

    /// Those of the second feature.
    private func parametersOfSecond(_ runs: [Run], _ x: Matrix, arena: Arena) -> Matrix {
        let shape = arena.matrix(rows: spline.conditioner.network.outputsPerDegree, columns: x.columns)
        for run in runs { run.pieces.evaluate(x, events: run.events, into: shape) }
        return shape
    }

    func forward(
        _ v: Matrix, nuisances: Matrix?, prepared: PreparedBijection, parameters: ParameterBuffer, logDet: Matrix,
        tape: Tape?, arena: Arena
    ) -> Matrix {
        let output = arena.matrix(rows: v.rows, columns: v.columns)
        let shape = parametersOfSecond(prepared.runs, v.row(first), arena: arena)
        Kernels.splineForward(
            parameters: parametersOfFirst(prepared), bins: spline.bins, input: v.row(first), into: output.row(first),
            logDet: logDet)
        Kernels.splineForward(
            parameters: shape, bins: spline.bins, input: v.row(second), into: output.row(second), logDet: logDet)
        tape?.push(v)
        tape?.push(shape)
        return output
    }

    func backward(
        outputGradient: Matrix, logDetGradient: Matrix, prepared: PreparedBijection,
        into gradients: ConditionGradients, parameters: ParameterBuffer, parameterGradient: ParameterBuffer?,
        tape: Tape, arena: Arena
    ) -> Matrix {
        precondition(parameterGradient == nil && gradients.context == nil, "a table is of a frozen map")
        let shape = tape.popMatrix()
        let v = tape.popMatrix()
        let featureGradient = arena.matrix(rows: v.rows, columns: v.columns)
        Kernels.splineBackwardInput(
            parameters: parametersOfFirst(prepared), bins: spline.bins, input: v.row(first),
            outputGradient: outputGradient.row(first), logDetGradient: logDetGradient, into: featureGradient.row(first))
        // The gradient of the parameters takes their place.
        Kernels.splineBackward(
            parameters: shape, bins: spline.bins, input: v.row(second), outputGradient: outputGradient.row(second),
            logDetGradient: logDetGradient, into: featureGradient.row(second))
        let through = arena.matrix(rows: 1, columns: v.columns)
        for run in prepared.runs {
            run.pieces.backward(v.row(first), outputGradient: shape, events: run.events, into: through)
        }
        featureGradient.row(first).add(through)
        return featureGradient
    }

    func inverse(
        _ output: Matrix, _ conditions: Conditions, parameters: ParameterBuffer, logDet: Matrix, arena: Arena
    ) -> Matrix {
        let prepared = prepare(
            conditions.context, features: nil, parameters: parameters, use: .frozen, arena: arena)
        var (runs, shape0) = (prepared.runs, parametersOfFirst(prepared))
        if conditions.context.columns != output.columns {
            precondition(conditions.context.columns == 8, "context of \(conditions.context.columns) columns")
            runs = [Run(events: 0..<output.columns, pieces: runs[0].pieces)]
            shape0 = arena.matrix(rows: shape0.rows, columns: output.columns)
            let constants = parametersOfFirst(prepared)
            for row in 0..<shape0.rows { shape0.row(row).fill(constants[row, 0]) }
        }
        let v = arena.matrix(rows: output.rows, columns: output.columns)
        Kernels.splineInverse(
            parameters: shape0, bins: spline.bins, output: output.row(first), into: v.row(first), logDet: logDet)
        Kernels.splineInverse(
            parameters: parametersOfSecond(runs, v.row(first), arena: arena), bins: spline.bins,
            output: output.row(second),
            into: v.row(second), logDet: logDet)
        return v
    }

    func forwardTaylor(
        _ v: TaylorMatrix, _ conditions: TaylorConditions, parameters: ParameterBuffer, logDet: TaylorMatrix,
        arena: Arena
    ) -> TaylorMatrix {
        spline.forwardTaylor(v, conditions, parameters: parameters, logDet: logDet, arena: arena)
    }
}
