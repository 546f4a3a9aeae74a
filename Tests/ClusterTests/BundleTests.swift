import Files
import Foundation
import Report
import Testing

@testable import Cluster

/// Jobs that travel in a file, and results that come home in another.
@Suite struct BundleTests {
    /// Everything of the report, by bundles; the report and its files are away while a node works.
    private func computeByBundles(_ place: Place, store: String) throws -> [ResultBundle] {
        var results: [ResultBundle] = []
        for (step, (cell, group)) in [
            ("first", nil), ("elsewhere", nil), ("second", nil), ("toys", "windows"), ("toys", "toys"),
        ].enumerated() as EnumeratedSequence<[(String, String?)]> {
            #expect(try place.bundle(cell, group: group, store: store, to: "jobs.bundle") == 1)
            let away = place.file("away")
            try FileSystem.createFolder(away)
            for name in ["report.md", "data", store] where FileManager.default.fileExists(atPath: place.file(name).path)
            {
                try FileSystem.rename(place.file(name), to: away.appendingPathComponent(name))
            }
            results.append(try place.work("jobs.bundle", to: "result-\(step).bundle"))
            for name in try FileManager.default.contentsOfDirectory(atPath: away.path) {
                try FileSystem.rename(away.appendingPathComponent(name), to: place.file(name))
            }
            let taken = try place.take("result-\(step).bundle", store: store)
            #expect(taken.new == results[step].reports.count && taken.known == 0 && taken.refused.isEmpty)
            let again = try place.take("result-\(step).bundle", store: store)
            #expect(again.new == 0 && again.known == taken.new)
        }
        return results
    }

    @Test func resultsAreThoseOfALocalRun() async throws {
        let place = try Place()
        guard case .ended(let local) = await place.session().compute() else { throw CellFailure("it did not run") }
        #expect(local.artifact("toys")?.result[path: "toys"] == 3)
        let results = try computeByBundles(place, store: "elsewhere")
        #expect(results.last?.reports.map(\.name) == ["toy 0 of 'toys'", "toy 1 of 'toys'", "toy 2 of 'toys'"])
        guard case .ended(let report) = await place.session(store: "elsewhere").compute() else {
            throw CellFailure("it did not run")
        }
        #expect(report.results["toys"]?.outcome == .ran && report.results["first"]?.outcome == .cached)
        #expect(try place.digests("store") == place.digests("elsewhere"))
        #expect(try place.digests("store").count == 8)
        #expect((try? FileManager.default.contentsOfDirectory(atPath: place.file("scratch").path)) == [])
    }

    @Test func filesOutsideOfTheReportsFolderTravel() throws {
        let other = try Place()
        let place = try Place(
            """
            ```{number} far
            file: \(other.file("data/first.txt").path)
            ```

            """)
        var session = place.session()
        session.allowedFolders = [other.folder]
        let list = JobList(try session.missingWork(), past: PastWork(session.store))
        let count = try list.write(
            cell: "far", group: nil, threads: 1, of: session.read(), store: session.store, engine: "test",
            to: OutputFile(place.file("jobs.bundle")))
        #expect(count == 1)
        try FileManager.default.removeItem(at: other.file("data"))
        let result = try place.work("jobs.bundle", to: "result.bundle")
        #expect(result.reports.map(\.report.ending) == [.ran] && result.open.isEmpty)
    }

    @Test func aFailureComesHomeAndDoesNotStopTheOthers() async throws {
        let place = try Place(Place.text.replacing("count: ${toys}", with: "count: ${toys}\nfails: 1"))
        _ = try await place.session().compute(only: ["first", "second"])
        #expect(try place.bundle("toys", group: "windows", to: "a.bundle") == 1)
        _ = try place.work("a.bundle", to: "ar.bundle")
        _ = try place.take("ar.bundle")
        #expect(try place.bundle("toys", group: "toys", to: "b.bundle") == 1)
        let result = try place.work("b.bundle", to: "br.bundle")
        #expect(result.reports.map(\.report.ending) == [.ran, .failed, .ran] && result.open.isEmpty)
        let taken = try place.take("br.bundle")
        #expect(taken.new == 2 && taken.bundle?.reports[1].report.message == "toy 1 is too much")
    }

    @Test func aStoppedTaskGoesOnFromItsFileAndFromTheStore() async throws {
        let place = try Place(Place.text.replacing("count: ${toys}", with: "count: ${toys}\nwaits: 1"))
        _ = try await place.session().compute(only: ["first", "second"])
        #expect(try place.bundle("toys", group: "windows", to: "a.bundle") == 1)
        _ = try place.work("a.bundle", to: "ar.bundle")
        _ = try place.take("ar.bundle")
        #expect(try place.bundle("toys", group: "toys", to: "b.bundle") == 1)
        var work = BundleWork(place.file("b.bundle"), task: 0, directives: place.directives)
        work.scratch = place.file("scratch")
        work.interval = 0.05
        let (cancellation, file) = (work.cancellation, place.file("br.bundle"))
        let watch = Task {
            // Until what is written on the way says that the others are done.
            while true {
                if let contents = try? StoreArchive.read(file), contents.results.count == 2,
                    contents.unfinished.count == 1
                {
                    break
                }
                try await Task.sleep(for: .milliseconds(5))
            }
            cancellation.cancel()
        }
        let stopped = try work.run(to: OutputFile(file)) { "SIGUSR2" }
        try await watch.value
        #expect(stopped.signal == "SIGUSR2" && stopped.reports.count == 2 && stopped.open.count == 1)
        try FileManager.default.copyItem(at: file, to: place.file("copy.bundle"))
        // On another machine: the same command, with the file.
        let resumed = try place.work("b.bundle", to: "br.bundle")
        #expect(
            resumed.signal == nil && resumed.open.isEmpty && resumed.reports.allSatisfy { $0.report.ending == .ran })
        // Or by way of the store.
        let taken = try place.take("copy.bundle")
        #expect(taken.new == 2 && taken.bundle?.open == stopped.open)
        #expect(try place.bundle("toys", group: "toys", to: "c.bundle") == 1)
        let other = try place.work("c.bundle", to: "cr.bundle")
        #expect(other.reports.count == 1 && other.open.isEmpty)
        #expect(try place.take("cr.bundle").new == 1 && place.take("br.bundle").known == 3)
    }

    @Test func nothingToDoIsATaskToo() async throws {
        let place = try Place()
        _ = try await place.session().compute(only: ["first"])
        #expect(try place.bundle("first", to: "jobs.bundle") == 0)
        let result = try place.work("jobs.bundle", to: "result.bundle")
        #expect(result.reports.isEmpty && result.open.isEmpty)
        #expect(try place.take("result.bundle").new == 0)
    }

    @Test func whatIsNoBundleOfJobsIsRefused() throws {
        let place = try Place()
        #expect(try place.bundle("first", to: "jobs.bundle") == 1)
        _ = try place.work("jobs.bundle", to: "result.bundle")
        #expect(throws: BundleError.self) { try place.work("result.bundle", to: "other.bundle") }
        let none = #expect(throws: BundleError.self) { try place.work("jobs.bundle", task: 4, to: "other.bundle") }
        #expect(none?.description == "the bundle has 1 task, and none of number 4, counted from 0")
        let taken = #expect(throws: CareError.self) { try place.take("jobs.bundle") }
        #expect(
            taken?.description.hasSuffix(
                "holds jobs, not results; 'fiducial work' does them and writes a file to take in") == true)
        #expect(throws: CareError.self) { try place.work("report.md", to: "other.bundle") }
    }

    @Test func aFolderThatIsNotOnTheNodeIsNotUnpackedInto() throws {
        let place = try Place()
        #expect(BundleWork.scratch(among: ["/no/such/folder", place.folder.path, "/tmp"]).path == place.folder.path)
        #expect(BundleWork.scratch(among: ["/no/such/folder"]).path == "/no/such/folder")
    }

    @Test func anotherArithmeticIsRefused() throws {
        let place = try Place()
        #expect(try place.bundle("first", to: "jobs.bundle") == 1)
        var work = BundleWork(
            place.file("jobs.bundle"), task: 0,
            directives: DirectiveRegistry([Number.self, Toss.self], arithmetic: "sse2"))
        work.scratch = place.file("scratch")
        let error = #expect(throws: BundleError.self) {
            try work.run(to: OutputFile(place.file("result.bundle"))) { nil }
        }
        #expect(error == .otherArithmetic(here: "sse2", there: nil))
    }

    /// Wherever a file ends: nothing of it is taken in, or it says that it is damaged.
    @Test func bundlesThatAreCutShortAreRefused() async throws {
        let place = try Place()
        _ = try await place.session().compute(only: ["first"])
        #expect(try place.bundle("second", to: "jobs.bundle") == 1)
        _ = try place.work("jobs.bundle", to: "result.bundle")
        for name in ["jobs.bundle", "result.bundle"] {
            let whole = try Data(contentsOf: place.file(name))
            for length in Set(stride(from: 0, to: whole.count, by: 97)).union([whole.count - 1, whole.count - 1024]) {
                try whole.prefix(length).write(to: place.file("cut.bundle"))
                // The last zeros only say that no file follows.
                guard length < whole.count - 512 else { continue }
                #expect(throws: CareError.self, "\(name) at \(length)") {
                    if name == "jobs.bundle" {
                        _ = try place.work("cut.bundle", to: "other.bundle")
                    } else {
                        _ = try place.take("cut.bundle", store: "other")
                    }
                }
            }
        }
        #expect(try StoreCatalogue(Store(place.file("store"))).entries.count == 1)
    }

    /// Whichever bit flips: the result that comes in is the right one, or none does.
    @Test func flippedBitsDoNotGetIn() async throws {
        let place = try Place()
        _ = try await place.session().compute(only: ["first"])
        #expect(try place.bundle("second", to: "jobs.bundle") == 1)
        _ = try place.work("jobs.bundle", to: "result.bundle")
        _ = try place.take("result.bundle", store: "right")
        let right = try place.digests("right")
        var refused = 0
        for name in ["jobs.bundle", "result.bundle"] {
            let whole = try Data(contentsOf: place.file(name))
            for byte in stride(from: 3, to: whole.count, by: 61) {
                var data = whole
                data[byte] ^= UInt8(1 << (byte % 8))
                try data.write(to: place.file("flipped.bundle"))
                let store = Store(place.file("flipped"))
                try? FileManager.default.removeItem(at: store.folder)
                var taken = "flipped.bundle"
                do {
                    if name == "jobs.bundle" {
                        taken = "flipped-result.bundle"
                        try? FileManager.default.removeItem(at: place.file(taken))
                        let result = try place.work("flipped.bundle", to: taken)
                        #expect(result.reports.count == 1 && result.reports[0].report.ending == .ran, "\(byte)")
                    }
                    let outcome = try place.take(taken, store: "flipped")
                    if outcome.new == 1 {
                        #expect(try place.digests("flipped") == right, "\(name) at \(byte)")
                    } else {
                        #expect(outcome.refused.count == 1)
                        refused += 1
                    }
                } catch is CareError {
                    refused += 1
                } catch is BundleError {
                    refused += 1
                }
            }
        }
        #expect(refused > 20)
    }
}
