internal import CFlowKernels

/// The kernels of ``TaylorMatrix``: jets of results from jets of arguments.
extension Kernels {
    /// The jets of W x + b: W times those of x.
    ///
    /// - Parameters:
    ///   - weights: W, outputs x inputs.
    ///   - firstInput: inputs before this one do not depend on ν, and their columns of W are passed over.
    ///   - jets: of the other inputs, (inputs − firstInput) x M.
    ///   - output: outputs x M, overwritten.
    public static func linearTaylor(weights: Matrix, firstInput: Int, jets: Matrix, into output: Matrix) {
        requirePadding(jets.columns)
        requireShape(jets, weights.columns - firstInput, jets.columns)
        requireShape(output, weights.rows, jets.columns)
        precondition(firstInput >= 0 && jets.rows > 0, "all \(weights.columns) inputs are passed over")
        linear(
            weights: weights, columns: firstInput..<weights.columns, bias: nil, input: jets, activation: nil,
            into: output, .dense)
    }

    /// The jets of act(z) in place of those of z.
    ///
    /// ReLU passes them on where z > 0, and so does ELU; below 0 ELU has y′ = eᶻ z′ and y″ = eᶻ (z″ + z′²).
    ///
    /// - Parameters:
    ///   - activation: act.
    ///   - output: y = act(z), rows x N.
    ///   - jets: those of z, overwritten with those of y.
    public static func activationTaylor(_ activation: Activation, output: Matrix, jets: Matrix) {
        requirePadding(output.columns)
        let directions = TaylorMatrix(value: output, jets: jets).directions
        table.activation_taylor(
            output.pointer, jets.pointer, output.rows, output.columns, directions, activation.code)
    }

    /// sum += the jets of a u + δ b u².
    ///
    /// - Parameters:
    ///   - a: 1 x N; with jets where b has them.
    ///   - b: 1 x N.
    ///   - damping: δ.
    ///   - u: 1 x N.
    ///   - slopes: u′ along every direction, the same for all events; u″ = 0.
    ///   - sum: jets, 1 x (2 · directions · N), accumulated.
    public static func polynomialTaylor(
        linear a: TaylorMatrix, quadratic b: TaylorMatrix, damping: Float, nuisance u: Matrix, slopes: [Float],
        into sum: Matrix
    ) {
        let n = u.columns
        requirePadding(n)
        for row in [u, a.value, b.value] { requireShape(row, 1, n) }
        requireJets([sum, a.jets, b.jets], 1, n, slopes.count)
        precondition((a.jets == nil) == (b.jets == nil), "jets for one coefficient only")
        table.polynomial_taylor(
            a.value.pointer, a.jets?.pointer, b.value.pointer, b.jets?.pointer, damping, u.pointer, slopes,
            slopes.count, sum.pointer, n)
    }

    /// sum += the jets of δ c u₁ u₂; arguments as for polynomials.
    public static func crossTaylor(
        coefficient c: TaylorMatrix, damping: Float, nuisances u1: Matrix, _ u2: Matrix, slopes s1: [Float],
        _ s2: [Float], into sum: Matrix
    ) {
        let n = u1.columns
        requirePadding(n)
        for row in [u1, u2, c.value] { requireShape(row, 1, n) }
        requireJets([sum, c.jets], 1, n, s1.count)
        precondition(s1.count == s2.count, "\(s1.count) and \(s2.count) directions")
        table.cross_taylor(
            c.value.pointer, c.jets?.pointer, damping, u1.pointer, u2.pointer, s1, s2, s1.count, sum.pointer, n)
    }

    /// The jets of y = v eˢ + t, and logDet += those of Σ over rows of s.
    ///
    /// - Parameters:
    ///   - v: d x N, with or without jets.
    ///   - s: d x N, with jets.
    ///   - shiftJets: those of t, d x (2 · directions · N), overwritten by those of y.
    ///   - logDetJets: 1 x (2 · directions · N), accumulated.
    public static func affineTaylor(
        input v: TaylorMatrix, logScale s: TaylorMatrix, shiftJets: Matrix, logDetJets: Matrix
    ) {
        guard let jets = s.jets else { preconditionFailure("the jets of an affine map that does not depend on ν") }
        requirePadding(v.columns)
        requireShape(s.value, v.rows, v.columns)
        requireJets([v.jets, jets, shiftJets], v.rows, v.columns, s.directions)
        requireJets([logDetJets], 1, v.columns, s.directions)
        table.affine_taylor(
            v.value.pointer, v.jets?.pointer, s.value.pointer, jets.pointer, shiftJets.pointer, s.directions,
            logDetJets.pointer, v.rows, v.columns)
    }

    /// The value and jets of log N(z; 0, 1), added to `logDensity`.
    public static func standardNormalTaylor(_ z: TaylorMatrix, into logDensity: TaylorMatrix) {
        standardNormalLogDensity(z.value, into: logDensity.value)
        guard let jets = z.jets else { return }
        guard let sum = logDensity.jets else { preconditionFailure("nowhere to add the jets of a log-density") }
        requireJets([sum], 1, z.columns, z.directions)
        table.normal_taylor(z.value.pointer, jets.pointer, z.directions, sum.pointer, z.rows, z.columns)
    }

    /// y = f(x) and logDet += log f′(x) with their jets; parameters as for
    /// ``splineForward(parameters:bins:input:into:logDet:)``.
    ///
    /// At a knot the derivatives are those of the bin that the forward pass chooses.
    ///
    /// - Parameters:
    ///   - parameters: (2 bins + derivatives) x N, with or without jets.
    ///   - bins: K, the number of bins.
    ///   - input: x, 1 x N, with jets.
    ///   - output: y, 1 x N with jets, overwritten.
    ///   - logDet: 1 x N with jets, accumulated.
    public static func splineTaylor(
        parameters: TaylorMatrix, bins: Int, input: TaylorMatrix, into output: TaylorMatrix, logDet: TaylorMatrix
    ) {
        let derivatives = requireSpline(parameters.value, bins, input.value, output.value, logDet.value)
        guard let inputJets = input.jets, let outputJets = output.jets, let logDetJets = logDet.jets else {
            preconditionFailure("the jets of a spline that does not depend on ν")
        }
        requireJets([inputJets, outputJets, logDetJets], 1, input.columns, input.directions)
        requireJets([parameters.jets], parameters.rows, input.columns, input.directions)
        table.spline_taylor(
            parameters.value.pointer, parameters.jets?.pointer, input.columns, Int32(bins), derivatives,
            input.value.pointer, inputJets.pointer, input.directions, output.value.pointer, outputJets.pointer,
            logDet.value.pointer, logDetJets.pointer)
    }

    private static func requireJets(_ matrices: [Matrix?], _ rows: Int, _ columns: Int, _ directions: Int) {
        precondition(directions > 0, "jets without directions")
        for matrix in matrices {
            if let matrix { requireShape(matrix, rows, 2 * directions * columns) }
        }
    }
}
