import FlowKernels
import Flows
import Training

/// What the densities compute from the kinematics of a chunk of events alone, the same for every y and ν.
struct PreparedMixture {
    let events: Int
    /// The kinematics as every class, shape [features, classes · events].
    let x: Matrix
    let kinematics: [PreparedBijection]
    let score: [PreparedBijection]

    /// - Parameters:
    ///   - x: shape [kinematic features, events].
    ///   - classScores: given if every pass has the same scores, shape [score features, classes · events].
    ///   - shared: existing preparations of p(x|c) for the same number of events, if any.
    ///   - use: the use of the maps of the score.
    init(
        _ mixture: Mixture, x: Matrix, classScores: Matrix? = nil, shared: PreparedClasses? = nil,
        use: (Int) -> PreparedUse, arena: Arena
    ) {
        let classes = mixture.classes
        let columns = ClassColumns(x: x, classes: classes, arena: arena)
        events = x.columns
        self.x = columns.x
        kinematics = Self.kinematics(mixture, columns, events: events, shared: shared, arena: arena)
        score = mixture.score.prepare(columns.context, features: classScores, arena: arena, use: use)
    }

    /// The preparation of the kinematics alone.
    static func kinematics(
        _ mixture: Mixture, _ columns: ClassColumns, events: Int, shared: PreparedClasses?, arena: Arena
    ) -> [PreparedBijection] {
        let first = mixture.kinematics.maps[0]
        // x never changes, and so neither does what the first map's networks compute from it.
        return [
            first.bijection.prepare(
                columns.classContext, features: columns.x, parameters: first.parameters, use: .frozen, arena: arena)
        ] + (shared?.maps[events] ?? PreparedClasses.maps(mixture, columns.classContext, arena: arena))
    }
}

/// What all maps of p(x|c) but the first compute from the class: the same for every chunk of as many events.
///
/// Only read once it is made, so that threads share it.
struct PreparedClasses: @unchecked Sendable {
    /// By the number of events of a chunk.
    fileprivate let maps: [Int: [PreparedBijection]]

    /// - Parameter events: the numbers of events of the expected chunks, padded.
    init(_ mixture: Mixture, events: some Sequence<Int>) {
        let arena = Arena()
        maps = Dictionary(
            Set(events).map { events in
                let columns = ClassColumns(
                    x: arena.zeros(rows: mixture.kinematics.features, columns: events), classes: mixture.classes,
                    arena: arena)
                return (events, Self.maps(mixture, columns.classContext, arena: arena))
            }, uniquingKeysWith: { first, _ in first })
    }

    /// - Parameters:
    ///   - count: events in all.
    ///   - chunk: events evaluated together.
    init(_ mixture: Mixture, of count: Int, chunk: Int) {
        self.init(
            mixture,
            events: ChunkedBatch(size: count, chunk: chunk).ranges.map { BatchPart(step: 0, positions: $0).columns })
    }

    fileprivate static func maps(_ mixture: Mixture, _ context: Matrix, arena: Arena) -> [PreparedBijection] {
        mixture.kinematics.maps.dropFirst().map {
            $0.bijection.prepare(context, features: nil, parameters: $0.parameters, use: .frozen, arena: arena)
        }
    }
}

/// The events of a chunk once for every class, classes one after the other: column c·events + i is event i as class c.
struct ClassColumns {
    let x: Matrix
    /// One-hot classes, then x; shape [classes + features, classes · events].
    let context: Matrix
    /// One-hot classes alone.
    let classContext: Matrix

    init(x: Matrix, classes: Int, arena: Arena) {
        let events = x.columns
        self.x = Self.repeated(x, classes: classes, arena: arena)
        context = arena.zeros(rows: classes + x.rows, columns: classes * events)
        for c in 0..<classes {
            context.row(c).reshaped(rows: classes, columns: events).row(c).fill(1)
        }
        context.rows(classes..<classes + x.rows).copy(from: self.x)
        classContext = context.rows(0..<classes)
    }

    /// Every row, repeated `classes` times.
    static func repeated(_ matrix: Matrix, classes: Int, arena: Arena) -> Matrix {
        let result = arena.matrix(rows: matrix.rows, columns: classes * matrix.columns)
        for row in 0..<matrix.rows {
            let copies = result.row(row).reshaped(rows: classes, columns: matrix.columns)
            for c in 0..<classes { copies.row(c).copy(from: matrix.row(row)) }
        }
        return result
    }
}
