import Flows
import Foundation
import Training

/// The state of a global fit between two rounds of T, beside that of the round which is under way.
struct GlobalFitState: Codable {
    /// Of T.
    let parameters: [Float]
    /// Of all rounds, those that were taken back among them.
    let history: TrainingHistory
    let losses: FitConvergence.Losses?
    /// Rounds done, those that were taken back among them.
    let rounds: Int
    /// Rounds on a part of the events whose T was kept.
    private let trials: Int
    /// How often the first round was taken back and made shorter.
    private let shortenings: Int
    private let next: Next
    /// The state of the round that is under way.
    private(set) var training: Data?

    private enum Next: String, Codable { case trial, last, end }

    /// Whether further rounds gain nothing.
    let isSettled: Bool

    /// The state before the first round.
    init(start transfer: TransportMap, isWarm: Bool = false) {
        self.init(
            parameters: transfer.parameters.values, history: TrainingHistory(), losses: nil, rounds: 0,
            trials: isWarm ? Self.warmTrials : 0, shortenings: 0, next: isWarm ? .last : .trial, isSettled: true)
    }

    /// After this many trials the rate of a round falls no further.
    private static let warmTrials = 2

    private init(
        parameters: [Float], history: TrainingHistory, losses: FitConvergence.Losses?, rounds: Int, trials: Int,
        shortenings: Int, next: Next, isSettled: Bool
    ) {
        self.parameters = parameters
        self.history = history
        self.losses = losses
        self.rounds = rounds
        self.trials = trials
        self.shortenings = shortenings
        self.next = next
        self.isSettled = isSettled
    }

    /// - Parameter parameters: the number of parameters of T.
    /// - Returns: nil where the file belongs to another fit, or to another version of this type.
    init?(data: Data, parameters: Int) {
        guard let state = try? PropertyListDecoder().decode(GlobalFitState.self, from: data),
            state.parameters.count == parameters
        else { return nil }
        self = state
    }

    /// Steps of all rounds.
    var steps: Int { history.points.last?.step ?? 0 }

    /// The next round; nil at the end.
    func stage(_ settings: GlobalFit.Settings) -> TransferTraining.Stage? {
        switch next {
        case .trial where settings.epochs == nil: .trial(trials, shortening: shortenings)
        case .trial: .last(0)
        case .last: .last(trials)
        case .end: nil
        }
    }

    /// The state after a round.
    func after(_ stage: TransferTraining.Stage, _ round: TransferTraining.Round) -> GlobalFitState {
        guard case .trial(let number, _) = stage else {
            return following(round, trials: trials, next: .end, isSettled: isSettled)
        }
        if round.lost {
            // A first round that follows single events is made shorter; T stays as it began where that does not help.
            let isShortened = number == 0 && shortenings < TransferTraining.mostShortenings
            return GlobalFitState(
                parameters: parameters, history: history.followed(by: round.history), losses: losses,
                rounds: rounds + 1, trials: trials,
                shortenings: shortenings + (isShortened ? 1 : 0),
                next: isShortened ? .trial : number == 0 ? .end : .last, isSettled: true)
        }
        let isMore = round.gained || number == 0
        let isEnd = number + 1 == TransferTraining.mostRounds
        return following(
            round, trials: number + 1, next: isMore && !isEnd ? .trial : .last,
            isSettled: !(isMore && isEnd))
    }

    private func following(
        _ round: TransferTraining.Round, trials: Int, next: Next, isSettled: Bool
    ) -> GlobalFitState {
        // The last round sees all events, and so none that are held out.
        let found =
            next == .end
            ? losses.map {
                FitConvergence.Losses(
                    identity: $0.identity, heldOut: $0.heldOut, error: $0.error,
                    trainingIdentity: $0.trainingIdentity, training: round.trained)
            }
            : FitConvergence.Losses(
                identity: losses?.identity ?? round.before, heldOut: round.after, error: round.error,
                trainingIdentity: losses?.trainingIdentity ?? round.begun, training: round.trained)
        return GlobalFitState(
            parameters: round.transfer.parameters.values, history: history.followed(by: round.history),
            losses: found, rounds: rounds + 1, trials: trials, shortenings: shortenings,
            next: next, isSettled: isSettled)
    }

    /// The checkpoints of the round that starts from here.
    func checkpoints(_ outer: TrainingCheckpoints) -> TrainingCheckpoints {
        let (own, count) = (rounds, parameters.count)
        return outer.within(
            reading: { data in
                guard let saved = GlobalFitState(data: data, parameters: count), saved.rounds == own else { return nil }
                return saved.training
            },
            writing: { data in
                var state = self
                state.training = data
                let encoder = PropertyListEncoder()
                encoder.outputFormat = .binary
                return (try? encoder.encode(state)) ?? Data()
            })
    }
}
