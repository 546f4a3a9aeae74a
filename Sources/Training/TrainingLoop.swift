import FlowKernels
import Foundation

/// Parameters that one optimizer moves: a network, or the nuisances of a global fit.
public struct ParameterGroup: Sendable {
    public let name: String
    public var optimizer: any Optimizer<Float>
    public let schedule: LearningRateSchedule
    /// Nil for no clipping.
    public let clipping: GradientClipping?

    public init(
        name: String, optimizer: any Optimizer<Float>, schedule: LearningRateSchedule, clipping: GradientClipping? = nil
    ) {
        self.name = name
        self.optimizer = optimizer
        self.schedule = schedule
        self.clipping = clipping
    }

    /// Clips and applies one gradient.
    ///
    /// - Returns: false, with nothing moved, where the gradient is not finite.
    mutating func step(_ parameters: ParameterBuffer, gradient: ParameterBuffer, at step: Int) -> Bool {
        gradient.withUnsafeMutableBufferPointer { gradient in
            let norm = clipping?.clip(gradient) ?? GradientClipping.norm(of: UnsafeBufferPointer(gradient))
            guard norm.isFinite else { return false }
            parameters.withUnsafeMutableBufferPointer {
                optimizer.step(
                    parameters: $0, gradient: UnsafeBufferPointer(gradient), learningRate: schedule.rate(at: step))
            }
            return true
        }
    }
}

/// Mini-batch descent on a ``TrainingObjective``.
///
/// The batch is cut into chunks of ``chunk`` events whose gradients are kept apart and added in order, so that the
/// result is the same, bit for bit, for any number of threads.
public struct TrainingLoop: Sendable {
    public let steps: Int
    public let batchSize: Int
    /// Events that share a gradient, worked on by one thread.
    public let chunk: Int
    /// Events of a chunk that the networks go over at a time: few enough for their layers to stay in the cache.
    public let block: Int
    /// How often training and validation loss are recorded.
    public let recordEvery: Int

    public init(steps: Int, batchSize: Int, chunk: Int = 512, block: Int = 128, recordEvery: Int? = nil) {
        self.steps = steps
        self.batchSize = batchSize
        self.chunk = min(chunk, max(8, batchSize / 2))
        self.block = min(block, self.chunk)
        self.recordEvery = recordEvery ?? max(1, steps / 100)
    }

    /// A held-out sample: the same objective on events that are never trained on.
    public struct Validation: Sendable {
        let objective: any TrainingObjective
        let events: Int

        public init(objective: any TrainingObjective, events: Int) {
            self.objective = objective
            self.events = events
        }
    }

    /// Runs all steps.
    ///
    /// - Parameters:
    ///   - parameters: the starting point, a buffer for each group; not written to.
    ///   - progress: called after every step; what it throws ends the run.
    /// - Throws: ``TrainingError/notFinite(step:quantity:)`` as soon as a loss or a gradient is NaN or infinite;
    ///   whatever `progress` throws.
    public func run(
        _ objective: any TrainingObjective, from parameters: [ParameterBuffer], groups: [ParameterGroup],
        validation: Validation? = nil, workers: Workers,
        progress: (TrainingProgress) throws -> Void = { _ in }
    ) throws -> TrainingResult {
        precondition(parameters.count == groups.count, "\(parameters.count) buffers for \(groups.count) groups")
        let parameters = parameters.map { $0.copy() }
        var groups = groups
        let parts = ChunkedBatch(size: batchSize, chunk: chunk)
        let gradients = parts.ranges.map { _ in parameters.map { ParameterBuffer(count: $0.count) } }
        var history = TrainingHistory()
        var window = WeightedLoss(loss: 0, weight: 0)

        for step in 0..<steps {
            for gradient in gradients.joined() { gradient.fill(0) }
            let loss = parts.reduce(workers) { index, range, arena in
                evaluate(
                    objective, step: step, range, parameters: parameters, gradients: gradients[index], arena: arena)
            }
            guard loss.mean.isFinite else { throw TrainingError.notFinite(step: step, quantity: "loss") }
            window = window + loss
            for (index, parameter) in parameters.enumerated() {
                let total = gradients[0][index]
                for part in gradients.dropFirst() { total.add(part[index]) }
                total.scale(by: Float(1 / loss.weight))
                guard groups[index].step(parameter, gradient: total, at: step) else {
                    throw TrainingError.notFinite(step: step, quantity: "gradient of \(groups[index].name)")
                }
            }
            if (step + 1).isMultiple(of: recordEvery) || step + 1 == steps {
                let held = validation.map { evaluate($0, parameters: parameters, workers: workers) }
                history.points.append(
                    TrainingHistory.Point(
                        step: step + 1, loss: window.mean, validation: held?.mean,
                        learningRate: groups[0].schedule.rate(at: step),
                        tracked: parameters.indices.dropFirst().map { parameters[$0].values.map(Double.init) }))
                window = WeightedLoss(loss: 0, weight: 0)
            }
            try progress(TrainingProgress(step: step + 1, steps: steps, loss: loss.mean))
        }
        return TrainingResult(parameters: parameters, history: history)
    }

    /// The mean loss on the held-out events.
    public func evaluate(_ validation: Validation, parameters: [ParameterBuffer], workers: Workers) -> WeightedLoss {
        ChunkedBatch(size: validation.events, chunk: chunk).reduce(workers) { _, range, arena in
            evaluate(
                validation.objective, step: 0, range, parameters: parameters, gradients: [], arena: arena)
        }
    }

    /// The events of a chunk, block after block.
    private func evaluate(
        _ objective: any TrainingObjective, step: Int, _ positions: Range<Int>, parameters: [ParameterBuffer],
        gradients: [ParameterBuffer], arena: Arena
    ) -> WeightedLoss {
        stride(from: positions.lowerBound, to: positions.upperBound, by: block).reduce(
            WeightedLoss(loss: 0, weight: 0)
        ) { sum, start in
            let part = BatchPart(step: step, positions: start..<min(start + block, positions.upperBound))
            return sum
                + arena.scope {
                    objective.evaluate(part, parameters: parameters, gradients: gradients, arena: arena)
                }
        }
    }
}

/// Where a training stands, for whoever shows it.
public struct TrainingProgress: Sendable {
    /// Steps done.
    public let step: Int
    public let steps: Int
    /// Mean −log p of the last batch, nats an event.
    public let loss: Double
}

/// What a training leaves.
public struct TrainingResult: Sendable {
    /// The trained parameters, a buffer for each group.
    public let parameters: [ParameterBuffer]
    public let history: TrainingHistory
}

/// The course of a training, in nats an event.
public struct TrainingHistory: Sendable, Codable {
    public struct Point: Sendable, Codable {
        public let step: Int
        /// Mean over the steps since the point before.
        public let loss: Double
        public let validation: Double?
        public let learningRate: Double
        /// The values of all groups but the first (networks are too large to keep): ν during a global fit.
        public let tracked: [[Double]]
    }

    public internal(set) var points: [Point] = []
}

/// A training that could not go on.
public enum TrainingError: Error, Sendable, Equatable, CustomStringConvertible {
    case notFinite(step: Int, quantity: String)

    public var description: String {
        switch self {
        case .notFinite(let step, let quantity):
            "the \(quantity) is not finite at step \(step + 1): lower the learning rate, or clip the gradient, "
                + "and look for NaN or infinity in the input events"
        }
    }
}
