import Foundation
import Testing

@testable import Report

/// Jobs that are done by others than the threads of this process.
@Suite struct RunnerTests {
    static let verbs: [any Directive.Type] = [Echo.self, Divide.self]

    static func report(_ counter: String, _ more: String = "", steps: Int = 3) -> String {
        """
        ---
        params: {n: 5}
        seed: 18446744073709551615
        ---

        ```{echo} first
        text: \(counter)
        steps: ${n}
        ```

        ```{echo} second
        text: \(counter)
        uses: [first]
        steps: \(steps)
        ```

        ```{divide} parts
        text: \(counter)
        sizes: [3, 1, 2]
        uses: [second]
        adds: true
        \(more)
        ```

        """
    }

    /// The digests of everything that a store holds, by key.
    static func digests(_ store: Store) throws -> [String: String] {
        let files = FileManager.default.enumerator(at: store.folder, includingPropertiesForKeys: nil)?.allObjects ?? []
        return Dictionary(
            uniqueKeysWithValues: try files.compactMap { $0 as? URL }
                .filter { $0.lastPathComponent == "manifest.json" }
                .map { try Manifest(json: Data(contentsOf: $0)) }.map { ($0.key, $0.digest) })
    }

    @Test func leavesTheSameInTheStoreAsThreads() async throws {
        let (here, elsewhere) = (try Workplace(directives: Self.verbs), try Workplace(directives: Self.verbs))
        let text = Self.report("same")
        let expected = try await here.render(text) { $0.parameters = [("n", "6")] }
        let runner = WritingRunner(Self.verbs)
        let outcome = try await elsewhere.render(text) {
            $0.parameters = [("n", "6")]
            $0.runner = runner
        }
        #expect(outcome.exitStatus == 0 && outcome.messages == expected.messages, "\(outcome.messages)")
        for label in ["first", "second", "parts"] {
            #expect(outcome.run?.artifact(label) == expected.run?.artifact(label))
        }
        #expect(try Self.digests(here.store) == Self.digests(elsewhere.store))
        #expect(try Self.digests(here.store).count == 7)
        #expect(
            runner.jobs.map { $0.part?.description.label ?? $0.label }.sorted()
                == ["first", "part 0", "part 1", "part 2", "parts", "second", "sum"])
        // What one leaves, the other finds.
        let again = try await elsewhere.render { $0.parameters = [("n", "6")] }
        #expect(again.run?.results.values.allSatisfy { $0.outcome == .cached } == true)
    }

    @Test func failsWithALostJobAndGoesOnInTheNextRender() async throws {
        let workplace = try Workplace(directives: Self.verbs)
        let text = Self.report(workplace.counter)
        let lost = try await workplace.render(text) { $0.runner = WritingRunner(Self.verbs) { $0.label == "second" } }
        #expect(lost.exitStatus == 1)
        #expect(
            lost.run?.results["second"]?.outcome
                == .failed(message: "the process was killed", advice: "Render again."))
        #expect(lost.run?.results["parts"]?.outcome == .blocked(by: "second"))
        let next = try await workplace.render(text) { $0.runner = WritingRunner(Self.verbs) }
        #expect(next.exitStatus == 0, "\(next.messages)")
        #expect(next.run?.results["first"]?.outcome == .cached)
        #expect(workplace.runs("first") == 1 && workplace.runs("second") == 1)
    }

    @Test func computesALostPartInTheNextRender() async throws {
        let workplace = try Workplace(directives: Self.verbs)
        let text = Self.report(workplace.counter).replacing("adds: true", with: "adds: false")
        let lost = try await workplace.render(text) {
            $0.runner = WritingRunner(Self.verbs) { $0.part?.description.label == "part 1" }
        }
        #expect(lost.run?.artifact("parts")?.result[path: "failed"] == 1, "the cell's own job hears of it")
        #expect(lost.messages.count == 1 && lost.messages[0].hasSuffix("part 1: the process was killed; Render again."))
        let next = try await workplace.render(text) { $0.runner = WritingRunner(Self.verbs) }
        #expect(next.run?.artifact("parts")?.result[path: "failed"] == 0)
        #expect((0..<3).map { Divide.runs(of: workplace.counter, "part \($0)") } == [1, 1, 1])
    }

    @Test func asksForWhatTheLastRunTook() async throws {
        let workplace = try Workplace(directives: Self.verbs)
        let first = WritingRunner(Self.verbs)
        try await workplace.render(Self.report(workplace.counter)) { $0.runner = first }
        #expect(first.jobs.allSatisfy { $0.resources.memory == nil && $0.resources.seconds == nil })
        let again = WritingRunner(Self.verbs)
        try await workplace.render { session in
            session.runner = again
            session.refresh = ["parts"]
        }
        #expect(again.jobs.count == 5)
        for job in again.jobs {
            #expect(job.resources.threads >= 1)
            #expect((job.resources.memory ?? 0) > 1 << 20)
            #expect(job.resources.seconds.map { $0 > 0 && $0 < 60 } == true)
        }
    }

    @Test func refusesAJobOfAnotherReport() async throws {
        let workplace = try Workplace(directives: Self.verbs)
        let runner = WritingRunner(Self.verbs)
        try await workplace.render(Self.report(workplace.counter)) { $0.runner = runner }
        try workplace.write(Self.report(workplace.counter, steps: 4))
        let registry = DirectiveRegistry(Self.verbs)
        for job in runner.jobs where job.label != "first" {
            let report = JobSession(job, directives: registry).run()
            #expect(report.ending == .failed)
            #expect(
                report.message == "the report, or a file that it reads, is not the one that the job was written for")
        }
        try workplace.write("```{echo} first\nstep: 1\n```\n")
        let wrong = JobSession(runner.jobs[0], directives: registry).run()
        #expect(wrong.message?.hasPrefix("report.md:2:1: error: ") == true, "\(wrong)")
        try workplace.write("```{echo} other\n```\n")
        #expect(
            JobSession(runner.jobs[0], directives: registry).run()
                == .failed("the report has no cell 'first' any more", advice: "Render the report again."))
    }

    @Test func noticesAResultThatIsNotInTheStore() async throws {
        struct Idle: CellRunner {
            let threads = 1
            func run(_ job: CellJob, _ context: JobContext) -> JobResult { JobResult(JobReport(.ran)) }
        }
        let workplace = try Workplace(directives: Self.verbs)
        let outcome = try await workplace.render("```{echo} a\n```\n") { $0.runner = Idle() }
        #expect(
            outcome.run?.results["a"]?.outcome
                == .failed(
                    message: "the job is done, and its result is not in the store",
                    advice: "See whether it ran with the store \(workplace.store.folder.path)."))
    }

    @Test func stopsJobsElsewhereToo() async throws {
        let workplace = try Workplace(directives: Self.verbs)
        let cancellation = Cancellation()
        let counter = workplace.counter
        let watch = Task {
            while Echo.runs(of: counter, "a") == 0 { try await Task.sleep(for: .milliseconds(2)) }
            cancellation.cancel()
        }
        let outcome = try await workplace.render("```{echo} a\ntext: \(counter)\nwaits: true\n```\n") {
            $0.runner = WritingRunner(Self.verbs)
            $0.cancellation = cancellation
        }
        try await watch.value
        #expect(outcome.exitStatus == 130)
        let resumed = try await workplace.render { $0.runner = WritingRunner(Self.verbs) }
        #expect(resumed.run?.artifact("a")?.result[path: "resumed"] == "half done")
    }
}
