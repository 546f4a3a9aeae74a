import Files
import Foundation
import Synchronization
import Testing

@testable import Report

/// What goes wrong outside ends no work inside: a state, a lock or a result that cannot be written costs a warning.
@Suite struct OutsideTroubleTests {
    private let workplace: Workplace

    init() throws { workplace = try Workplace(directives: [Echo.self, Divide.self, Saves.self]) }

    /// Saves its state several times, and gives back how often.
    private enum Saves: Directive {
        typealias Result = Value
        static let verb = "saves"
        static let version = 1
        static let summary = "Saves its state."
        static let waits = OptionKey<Bool>("waits", default: false, help: "Stops the run after the first state.")
        static let schema = OptionSchema(waits)

        static func shape(_ options: Options, _ document: DocumentContext) -> ResultShape { .any }

        static func run(_ options: Options, _ context: RunContext) throws -> Output<Value> {
            for step in 1...3 {
                context.checkpoints.save(Data("state \(step)".utf8), as: "state")
                context.report(CellProgress(step: step))
                if options[waits] { context.cancellation.cancel() }
                try context.checkCancellation()
            }
            return Output(["states": 3])
        }

        static func present(
            _ options: Options, _ result: Value, _ context: PresentationContext
        ) throws -> [Fragment] { [] }
    }

    private func store(_ path: String) -> URL { workplace.store.folder.appendingPathComponent(path) }

    /// The key of the cell `a`, from a run in another store.
    private func key(_ text: String) async throws -> String {
        let other = Store(workplace.folder.appendingPathComponent("other"))
        try await workplace.render(text) { $0.store = other }
        return try #require(other.latestKey(of: "a", in: try workplace.session.read().nameInStore))
    }

    // MARK: States on the way

    /// A file in the place of the folder, as of a disk that takes no more.
    private func blockStates() throws {
        try workplace.store.prepare()
        try Data().write(to: store("unfinished"))
    }

    @Test(arguments: ["saves", "echo", "divide"]) func goesOnWithoutAPlaceForItsState(_ verb: String) async throws {
        try blockStates()
        let options = verb == "divide" ? "sizes: [1, 2]\n" : ""
        let outcome = try await workplace.render("```{\(verb)} a\n\(options)```\n")
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(outcome.run?.results["a"]?.outcome == .ran)
        #expect(outcome.messages.count == (verb == "saves" ? 1 : 0), "\(outcome.messages)")
        let again = try await workplace.render()
        #expect(again.run?.results["a"]?.outcome == .cached)
        #expect(again.messages == [])
    }

    @Test func saysOnceThatTheStateCouldNotBeSaved() async throws {
        try blockStates()
        let outcome = try await workplace.render("```{saves} a\n```\n")
        #expect(outcome.messages.count == 1)
        #expect(
            outcome.messages.first?.hasPrefix(
                "report.md: warning: the result of 'a': its state could not be saved on the way (cannot create the folder"
            )
                == true, "\(outcome.messages)")
        #expect(outcome.run?.artifact("a")?.result[path: "states"] == 3)
    }

    @Test(arguments: ["```{saves} a\nwaits: true\n```\n", "```{divide} a\nsizes: [1]\nwaits: [1]\n```\n"])
    func saysThatTheStateOfAStoppedCellWasLost(_ text: String) async throws {
        try blockStates()
        let cancellation = Cancellation()
        Task {
            try await Task.sleep(for: .milliseconds(300))
            cancellation.cancel()
        }
        let outcome = try await workplace.render(text) { $0.cancellation = cancellation }
        #expect(outcome.exitStatus == 130)
        #expect(outcome.messages.count == 2, "\(outcome.messages)")
        #expect(outcome.messages.first?.contains("its state could not be saved on the way") == true)
        #expect(outcome.messages.last == "report.md: stopped; finished cells are in the store")
    }

    @Test func forgetsATroubleThatIsOver() throws {
        try blockStates()
        let checkpoints = workplace.store.checkpoints("key")
        checkpoints.save(Data("one".utf8), as: "state")
        #expect(checkpoints.failure != nil)
        try FileManager.default.removeItem(at: store("unfinished"))
        checkpoints.save(Data("two".utf8), as: "state")
        #expect(checkpoints.failure == nil)
        #expect(checkpoints.load("state") == Data("two".utf8))
    }

    @Test func keepsTheStateBeforeWhereTheNextCannotBeWritten() throws {
        let checkpoints = workplace.store.checkpoints("key")
        checkpoints.save(Data("one".utf8), as: "state")
        // The state is a link now that leads nowhere.
        let state = store("unfinished/key/state")
        let kept = store("unfinished/key/kept")
        let before = try Data(contentsOf: state)
        try FileManager.default.moveItem(at: state, to: kept)
        try FileManager.default.createSymbolicLink(atPath: state.path, withDestinationPath: "nowhere/at/all")
        checkpoints.save(Data("two".utf8), as: "state")
        #expect(checkpoints.failure?.code == ENOENT)
        #expect(try Data(contentsOf: kept) == before)
    }

    /// Does not react to a stop before it is released.
    private enum Deaf: Directive {
        static let isReleased = Atomic<Bool>(false)
        static let hasEnded = Atomic<Bool>(false)

        typealias Result = Value
        static let verb = "deaf"
        static let version = 1
        static let summary = "Works without a look up."
        static let schema = OptionSchema()

        static func shape(_ options: Options, _ document: DocumentContext) -> ResultShape { .any }

        static func run(_ options: Options, _ context: RunContext) throws -> Output<Value> {
            context.report(CellProgress(step: 0))
            context.cancellation.cancel()
            let start = ContinuousClock.now
            while !isReleased.load(ordering: .relaxed), ContinuousClock.now - start < .seconds(200) { usleep(10_000) }
            hasEnded.store(true, ordering: .relaxed)
            try context.checkCancellation()
            return Output(["done": true])
        }

        static func present(
            _ options: Options, _ result: Value, _ context: PresentationContext
        ) throws -> [Fragment] { [] }
    }

    @Test func aRunThatIsStoppedDoesNotWaitForWorkThatDoesNotListen() async throws {
        let workplace = try Workplace(directives: [Echo.self, Deaf.self])
        let outcome = try await workplace.render(
            "```{echo} a\n```\n\n```{deaf} b\n```\n\n```{echo} c\nuses: [a]\n```\n"
        ) { $0.patience = 0.5 }
        let hasEnded = Deaf.hasEnded.load(ordering: .relaxed)
        #expect(!hasEnded)
        Deaf.isReleased.store(true, ordering: .relaxed)
        #expect(
            outcome.exitStatus == 130 && outcome.messages.last == "report.md: stopped; finished cells are in the store")
        #expect(try workplace.html.contains("Not finished"))
    }

    // MARK: Locks and results

    @Test func computesWithoutALockWhereThereCanBeNone() async throws {
        let text = "```{echo} a\n```\n"
        let key = try await key(text)
        try FileManager.default.createDirectory(at: store("locks/\(key)"), withIntermediateDirectories: true)
        let outcome = try await workplace.render(text)
        #expect(outcome.exitStatus == 0)
        #expect(outcome.run?.results["a"]?.outcome == .ran)
        #expect(outcome.messages.count == 1)
        #expect(
            outcome.messages.first?.hasPrefix(
                "report.md: warning: the result of 'a' was computed without a lock: cannot lock") == true)
    }

    /// As where another user has made that folder.
    @Test func aResultIsStoredThoughItCannotBeNotedAsTheLast() async throws {
        let text = "```{echo} a\n```\n"
        try workplace.store.prepare()
        try Data().write(to: store("latest"))
        let outcome = try await workplace.render(text)
        #expect(outcome.exitStatus == 0 && outcome.messages.count == 1)
        #expect(
            outcome.messages.first?.hasPrefix(
                "report.md: warning: the result of 'a' is stored, and 'fiducial plan' will not know it as the last one: "
            ) == true,
            "\(outcome.messages)")
        #expect(try await workplace.render().run?.results["a"]?.outcome == .cached)
    }

    @Test func aStoreThatCannotBeReadIsNoEmptyOne() async throws {
        try await workplace.render("```{echo} a\n```\n")
        let file = workplace.folder.appendingPathComponent("file")
        try Data().write(to: file)
        for place in [file, file.appendingPathComponent("store")] {
            var session = workplace.session
            session.store = Store(place)
            #expect(throws: FileError.self) { try session.plan() }
            #expect(throws: FileError.self) { try session.values(["a.number"]) }
            let error = #expect(throws: CareError.self) { try StoreCatalogue(session.store) }
            #expect(error.map { "\($0)" }?.hasPrefix("cannot read the store ") == true)
        }
    }

    /// As on a disk that can only be read.
    @Test func aStoreThatTakesNothingSufficesWhereNothingIsToBeComputed() async throws {
        let text = "```{echo} a\n```\n"
        try await workplace.render(text)
        try FileManager.default.removeItem(at: store("locks"))
        try Data().write(to: store("locks"))
        let again = try await workplace.render()
        #expect(again.exitStatus == 0 && again.run?.results["a"]?.outcome == .cached, "\(again.messages)")
        let before = try workplace.html
        let changed = try await workplace.render(text + "\n```{echo} b\n```\n")
        #expect(changed.exitStatus == 1 && changed.messages.first?.contains("cannot create the folder") == true)
        #expect(try workplace.html == before)
    }

    @Test func countsAResultThatCannotBeStored() async throws {
        let text = "```{echo} a\n```\n\n```{echo} b\nuses: [a]\n```\n"
        let key = try await key(text)
        try workplace.store.prepare()
        try Data().write(to: store(String(key.prefix(2))))
        let outcome = try await workplace.render(text)
        #expect(outcome.exitStatus == 0)
        #expect(outcome.run?.results["b"]?.outcome == .ran, "what uses it runs")
        #expect(outcome.messages.first?.hasPrefix("report.md: warning: the result of 'a' was not stored: ") == true)
    }

    // MARK: A good result stays until the new one is in

    private func stored() throws -> (key: String, place: URL) {
        let key = try #require(workplace.store.latestKey(of: "a", in: try workplace.session.read().nameInStore))
        return (key, store("\(key.prefix(2))/\(key)"))
    }

    @Test func keepsTheResultThroughARefreshThatIsStopped() async throws {
        try await workplace.render("```{divide} a\nsizes: [1, 2]\n```\n")
        let cancellation = Cancellation()
        cancellation.cancel()
        let stopped = try await workplace.render {
            $0.refresh = ["a"]
            $0.cancellation = cancellation
        }
        #expect(stopped.exitStatus == 130)
        #expect(try await workplace.render().run?.results["a"]?.outcome == .cached)
    }

    /// As with a part that finds no memory the second time.
    @Test func keepsTheResultThroughARefreshWhosePartsFail() async throws {
        let workplace = try Workplace(directives: [Shaky.self])
        let first = try await workplace.render("```{shaky} a\ntext: \(workplace.counter)\n```\n")
        #expect(first.exitStatus == 0, "\(first.messages)")
        _ = Shaky.failing.withLock { $0.insert(workplace.counter) }
        let refreshed = try await workplace.render { $0.refresh = ["a"] }
        #expect(refreshed.exitStatus == 1, "\(refreshed.messages)")
        let third = try await workplace.render()
        #expect(third.run?.results["a"]?.outcome == .cached)
        #expect(third.run?.artifact("a") == first.run?.artifact("a"))
    }

    @Test func findsAResultThatWasMovedAside() async throws {
        try await workplace.render("```{echo} a\ntext: \(workplace.counter)\n```\n")
        let (key, place) = try stored()
        // As a process leaves it that ends between the two moves.
        try FileManager.default.moveItem(at: place, to: place.appendingPathExtension("old"))
        #expect(try await workplace.render().run?.results["a"]?.outcome == .cached)
        #expect(workplace.store.manifest(key) != nil)
        try await workplace.render { $0.refresh = ["a"] }
        #expect(workplace.runs("a") == 2)
        let names = try FileManager.default.contentsOfDirectory(atPath: place.deletingLastPathComponent().path)
        #expect(names == [key], "the new one is in, the old one is gone")
    }
}

/// A verb with a part that can be told to fail while it stays the same part.
private enum Shaky: PartitionedDirective {
    typealias Result = Value
    static let verb = "shaky"
    static let groupNames = ["parts"]
    static let version = 1
    static let summary = "Has a part that may fail."
    static let text = OptionKey<String>("text", default: "", help: "Which test it is.")
    static let schema = OptionSchema(text)

    /// The tests whose part fails.
    static let failing = Mutex<Set<String>>([])

    static func shape(_ options: Options, _ document: DocumentContext) -> ResultShape { .any }

    static func parts(_ options: Options, _ context: RunContext) -> [PartGroup] {
        [PartGroup("parts", [PartDescription("part 0", components: [:], seed: 0)])]
    }

    static func run(
        _ part: PartDescription, of group: String, _ options: Options, _ context: RunContext
    ) throws -> Artifact {
        if failing.withLock({ $0.contains(options[text]) }) { throw CellFailure("no memory", advice: "Try again.") }
        return Artifact(result: ["part": 1])
    }

    static func run(_ options: Options, _ context: RunContext) throws -> Output<Value> {
        Output(["whole": .integer(context.outcomes(of: "parts").count { $0.artifact != nil })])
    }

    static func present(
        _ options: Options, _ result: Value, _ context: PresentationContext
    ) throws -> [Fragment] { [] }
}
