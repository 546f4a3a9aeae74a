import ArgumentParser
import Foundation
import Statistics

/// Repeated timings of one kind of work.
struct Timing: Encodable {
    /// Wall-clock seconds of every repeat, as measured.
    let seconds: [Double]

    /// The middle of the sorted repeats.
    var median: Double { quantile(0.5) }
    var shortest: Double { seconds.min() ?? .nan }
    /// Half the distance between the quartiles; nil for one value alone.
    var spread: Double? { seconds.count > 1 ? (quantile(0.75) - quantile(0.25)) / 2 : nil }

    /// Median and spread.
    var text: String { String(format: "%9.3f", median) + (spread.map { String(format: " ± %.3f", $0) } ?? "") }

    private func quantile(_ fraction: Double) -> Double {
        SampleQuantile(fraction, of: seconds)?.value ?? .nan
    }

    /// The least time that a measurement takes, seconds: a short one would be all quiet, or all not.
    @TaskLocal static var least = 0.0

    /// Times `body` as often as asked and for the least time, after some runs that are not counted.
    static func of(repeats: Int, warmup: Int = 1, _ body: () throws -> Void) rethrows -> Timing {
        for _ in 0..<warmup { try body() }
        var (seconds, total) = ([Double](), 0.0)
        while seconds.count < repeats || total < least {
            let start = now()
            try body()
            seconds.append(now() - start)
            total += seconds[seconds.count - 1]
        }
        return Timing(seconds: seconds)
    }

    /// Every value times `factor`: seconds a step to seconds an event, for example.
    func scaled(by factor: Double) -> Timing { Timing(seconds: seconds.map { $0 * factor }) }

    /// What is measured: time as it passes or, where other programs share the machine, the time that the processor
    /// gave to this one (on one thread: threads that wait spin).
    enum Clock: String, Sendable, ExpressibleByArgument { case wall, cpu }

    @TaskLocal static var clock = Clock.wall

    /// Seconds of the clock.
    static func now() -> Double {
        var time = timespec()
        clock_gettime(clock == .wall ? CLOCK_MONOTONIC : CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
    }

    private enum CodingKeys: String, CodingKey { case median, spread, least, repeats }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(median, forKey: .median)
        try container.encode(spread, forKey: .spread)
        try container.encode(shortest, forKey: .least)
        try container.encode(seconds.count, forKey: .repeats)
    }
}

/// Collects the durations of the steps of a training, and ends it when there are enough.
struct StepClock {
    /// Thrown out of a training's progress; not an error of the training.
    struct Enough: Error {}

    private let warmup: Int
    private let repeats: Int
    private var last = Timing.now()
    private var seconds: [Double] = []

    init(repeats: Int, warmup: Int) {
        self.repeats = repeats
        self.warmup = warmup
    }

    /// To be called after every step.
    mutating func tick() throws {
        let time = Timing.now()
        seconds.append(time - last)
        last = time
        let counted = seconds.dropFirst(warmup)
        if counted.count >= repeats, counted.reduce(0, +) >= Timing.least { throw Enough() }
    }

    var timing: Timing { Timing(seconds: Array(seconds.dropFirst(warmup))) }

    /// Runs a training until it has made enough steps.
    static func timing(repeats: Int, warmup: Int = 3, _ train: (inout StepClock) throws -> Void) throws -> Timing {
        var clock = StepClock(repeats: repeats, warmup: warmup)
        do { try train(&clock) } catch is Enough {}
        return clock.timing
    }
}
