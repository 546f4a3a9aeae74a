import Training

/// How far a fit is, and what is left of it, in steps of T: a pass over all events counts as the steps that see as many.
///
/// Neither how many rounds T takes is known beforehand, nor how many passes the climbs and the balance do: what is left is
/// what they take as a rule, and what is done is never more than all.
struct FitCourse {
    /// What takes passes over all events, in this order, rounds of T after the first.
    enum Passes: Int, CaseIterable {
        /// The maximization of the likelihood of x alone.
        case features
        /// The maximization with the scores, T held.
        case scores
        case balance
    }

    private let training: TransferTraining
    /// The first round of this run, and what follows it as a rule.
    private let rounds: [TransferTraining.Stage]
    private let nuisances: Int
    /// Steps that a pass stands for.
    private let pass: Int
    /// Steps of T, those of earlier runs among them.
    private var steps: Int
    /// Of these, those of earlier runs: they took no time in this one.
    private var earlier: Int?
    /// Passes done, by kind.
    private var passes = Passes.allCases.map { _ in 0 }
    private var loss = Double.nan

    init(_ fit: GlobalFit, _ training: TransferTraining, _ state: GlobalFitState) {
        self.training = training
        rounds = state.stage(fit.settings).map { [$0] + $0.followers } ?? []
        nuisances = fit.space.profiled.count
        pass = max(1, (fit.data.count + training.batchSize - 1) / training.batchSize)
        steps = state.steps
    }

    private var done: Int { steps + pass * passes.reduce(0, +) }

    /// The progress before another pass.
    mutating func pass(_ kind: Passes) -> TrainingProgress {
        let begun = passes[kind.rawValue]
        // Called before a pass, so that the first one is not done yet.
        let later = Passes.allCases.dropFirst(kind.rawValue + 1)
        let rest = max(0, expected(kind) - begun) + later.map(expected).reduce(0, +)
        let toTrain = kind == .features ? rounds.reduce(0) { $0 + training.steps($1) } : 0
        defer { passes[kind.rawValue] += 1 }
        return progress(left: pass * max(1, rest) + toTrain)
    }

    /// The progress after a step of a round.
    ///
    /// - Parameters:
    ///   - now: the progress of the round.
    ///   - state: the state before the round.
    mutating func step(
        _ now: TrainingProgress, of stage: TransferTraining.Stage, after state: GlobalFitState
    ) -> TrainingProgress {
        earlier = earlier ?? state.steps + now.firstStep
        steps = state.steps + now.step
        loss = now.loss
        let passes = expected(.scores) + expected(.balance)
        return progress(
            left: now.steps - now.step + stage.followers.reduce(0) { $0 + training.steps($1) } + pass * passes)
    }

    func end() -> TrainingProgress { progress(left: 0) }

    private func progress(left: Int) -> TrainingProgress {
        TrainingProgress(step: done, steps: done + left, loss: loss, firstStep: min(earlier ?? steps, steps))
    }

    /// Passes as a rule.
    private func expected(_ kind: Passes) -> Int {
        switch kind {
        case .features: nuisances == 0 ? 0 : 10
        case .scores: nuisances == 0 ? 0 : 7
        case .balance: TransferBalance.expectedPasses(nuisances: nuisances)
        }
    }
}
