import Foundation
import Testing

@testable import Report

/// What differs between the pages of two reports.
@Suite struct CompareTests {
    @Test func findsNoDifferenceBetweenEqualReports() async throws {
        let text = Compared.gauge("a", "curve: 40") + Compared.check("a.mass.best", below: 2)
        let found = try await Compared().compare(text, text, gate: 0)
        #expect(found.cells.allSatisfy { $0.kind == .same })
        // best, sigma, shift, its error, events and the curve.
        #expect(found.summary.words == "no differences: 2 cells, 6 values compared")
        #expect(found.gate?.passes == true && found.gate?.notJudged == [])
    }

    @Test func tellsAChangeInUnitsOfTheLargerError() async throws {
        let found = try await Compared().compare(
            Compared.gauge("a", "best: {mass: 1}", "sigma: 0.5"),
            Compared.gauge("a", "best: {mass: 1.2}", "sigma: 0.25"))
        let best = try #require(found.cells[0].values.first { $0.path == "mass.best" })
        #expect(best.old == 1.0 && best.new == 1.2 && best.oldError == 0.5 && best.newError == 0.25)
        #expect(abs(try #require(best.difference) - 0.2) < 1e-15)
        #expect(abs(try #require(best.relative) - 1 / 6) < 1e-15)
        #expect(abs(try #require(best.sigmas) - 0.4) < 1e-15)
        // Errors that stand in a group of their own: 0.4 over the larger of 1 and 0.5.
        let shift = try #require(found.cells[0].values.first { $0.path == "shifts.mass" })
        #expect(abs(try #require(shift.sigmas) - 0.4) < 1e-15)
        // An error has none itself.
        #expect(found.cells[0].values.first { $0.path == "mass.sigma" }?.sigmas == nil)
        #expect(found.summary.movedValues == 4 && found.summary.largest?.path.hasPrefix("a.") == true)
        #expect(found.description.contains("a.mass.best"))
        #expect(found.summary.words.contains("largest 0.4σ (a."))
    }

    @Test func namesOptionsByTheirPaths() async throws {
        let found = try await Compared().compare(
            Compared.gauge("a", "best: {mass: 1, width: 3}"), Compared.gauge("a", "best: {mass: 2}", "events: 7"))
        let options = found.cells[0].options.map {
            "\($0.path): \($0.old?.formatted() ?? "") \($0.new?.formatted() ?? "")"
        }
        #expect(options.sorted() == ["best.mass: 1.000 2.000", "best.width: 3.000 ", "events: 100 7"])
        let gone = try #require(found.cells[0].values.first { $0.path == "width.best" })
        #expect(gone.old == 3.0 && gone.new == nil && gone.sigmas == nil)
    }

    @Test func comparesWordsAsWords() async throws {
        let found = try await Compared().compare(
            Compared.gauge("a", "sigma: 0.1"), Compared.gauge("a", "sigma: 0", "nan: true"), gate: 1)
        let sigma = try #require(found.cells[0].values.first { $0.path == "mass.sigma" })
        #expect(sigma.old == 0.1 && sigma.new == "open" && sigma.difference == nil)
        let best = try #require(found.cells[0].values.first { $0.path == "mass.best" })
        #expect(best.isLostNumber && best.sigmas == nil)
        #expect(found.gate?.reasons.contains { $0.hasPrefix("a.mass.best was 1.00 ± 0.10 and is NaN") } == true)
        // NaN is NaN.
        let again = try await Compared().compare(
            Compared.gauge("a", "nan: true"), Compared.gauge("a", "nan: true", "events: 7"))
        #expect(again.cells[0].values.map(\.path) == ["events"])
    }

    @Test func takesNumbersWithinTheToleranceForEqual() async throws {
        let (old, new) = (Compared.gauge("a", "best: {mass: 1}"), Compared.gauge("a", "best: {mass: 1.00001}"))
        let fine = try await Compared().compare(old, new)
        #expect(fine.summary.movedValues == 2)
        let coarse = try await Compared().compare(old, new, tolerance: 1e-4)
        #expect(coarse.summary.movedValues == 0 && coarse.cells[0].options.count == 1)
    }

    /// What readers see of a table are its rows and columns, and not where they stand in the result.
    @Test func namesValuesOfTablesByRowAndColumn() async throws {
        func text(_ events: Int, _ rows: String...) -> String {
            Compared.gauge("a", "events: \(events)") + "```{table} sizes\nheader: [Of, Where, Events]\nrows:\n"
                + rows.map { "  - [\($0), \"{a.events}\"]\n" }.joined() + "```\n\n"
        }
        let found = try await Compared().compare(
            text(100, "data, here", "data, there"), text(150, "new, here", "data, here", "data, there"))
        let values = try #require(found.cells.first { $0.label == "sizes" }?.values)
        // The row that came moves no other one.
        #expect(
            values.map(\.name) == [
                "new, here · Of", "new, here · Where", "new, here · Events", "data, here · Events",
                "data, there · Events",
            ])
        #expect(values.map(\.path) == ["rows.0.0", "rows.0.1", "rows.0.2", "rows.1.2", "rows.2.2"])
        #expect(values.map(\.old) == [nil, nil, nil, "100", "100"] && values.last?.new == "150")
        #expect(found.description.contains("sizes: data, there · Events  100  →  150"))
    }

    @Test func namesWhatHasNoNameOfItsOwn() throws {
        let result: Value = [
            "header": ["", "σ", "σ"], "rows": [["a", "1", "2"], ["a", "3", "4"], ["", "5", "6"]],
            "numeric": [false, true, true],
        ]
        let names = try #require(TableNames(result, verb: "table"))
        #expect(names.name(of: "rows.0.1") == "a (row 1) · σ (column 2)")
        #expect(names.name(of: "rows.2.0") == "row 3 · column 1")
        #expect(names.name(of: "header.2") == "heading of column 3")
        #expect(names.name(of: "numeric.0") == "whether column 1 holds numbers alone")
        #expect(names.name(of: "rows.3.1") == nil && names.name(of: "rows") == nil)
        #expect(TableNames(result, verb: "fit") == nil)
    }

    /// One sentence for the hundreds of lists that a figure may have.
    @Test func countsLongListsByGroup() {
        #expect(LongLists([])?.sentence == nil)
        #expect(LongLists(["curve"])?.sentence == "curve is a long list, of which only a digest is known: it changed")
        #expect(
            LongLists(["curves.a.x", "deviance", "curves.b.x"])?.sentence
                == "3 long lists changed, of which only digests are known: 2 of curves, deviance")
    }

    @Test func saysThatALongListIsNotCompared() async throws {
        let found = try await Compared().compare(
            Compared.gauge("a", "curve: 17"), Compared.gauge("a", "curve: 20"), gate: 1)
        #expect(found.cells[0].values.map(\.path) == ["curve"] && found.cells[0].values[0].isOfList)
        #expect(
            found.gate?.passes == true && found.gate?.notJudged.contains { $0.contains("curve is a long list") } == true
        )
        // A short one is.
        let short = try await Compared().compare(Compared.gauge("a", "curve: 3"), Compared.gauge("a", "curve: 4"))
        #expect(short.cells[0].values.map(\.path) == ["curve.3"])
    }

    @Test func putsFlippedVerdictsFirst() async throws {
        let old = Compared.gauge("a", "best: {mass: 1}") + Compared.check("a.mass.best", below: 2)
        let found = try await Compared().compare(
            old, old.replacing("mass: 1", with: "mass: 3"), gate: 100)
        let verdict = try #require(found.cells.first { $0.label == "claims" }?.verdicts.first)
        #expect(verdict.isFlipped && verdict.isBroken && verdict.old?.status == .pass && verdict.new?.status == .fail)
        #expect(found.summary.flippedVerdicts == 1)
        #expect(found.gate?.passes == false && found.gate?.reasons == ["claims: It is small: pass → fail"])
        let text = found.description
        let (verdicts, values) = (text.range(of: "\nVerdicts\n"), text.range(of: "\nValues with an error"))
        #expect(try #require(verdicts).lowerBound < #require(values).lowerBound)
        #expect(text.contains("claims: It is small: pass → fail (measured 1.000 → 3.000, required < 2"))
        // The values of a check are its verdicts, and stand nowhere twice.
        #expect(found.cells.first { $0.label == "claims" }?.values.isEmpty == true)
    }

    @Test func tellsFindingsThatAppearAndGo() async throws {
        let (old, new) = (Compared.gauge("a"), Compared.gauge("a", "events: 5"))
        let worse = try await Compared().compare(old, new)
        #expect(worse.cells[0].findings.map(\.kind) == [.appeared] && worse.summary.newFindings == 1)
        #expect(worse.description.contains("a: appeared: doubtful (few-events): 5 events are few."))
        let better = try await Compared().compare(new, old)
        #expect(better.cells[0].findings.map(\.kind) == [.went] && better.summary.newFindings == 0)
        let accepted = try await Compared().compare(new, Compared.gauge("a", "events: 5", "accept: [few-events]"))
        #expect(accepted.cells[0].findings.map(\.kind) == [.accepted])
    }

    @Test func pairsCellsByLabelKeyAndOptions() async throws {
        let found = try await Compared().compare(
            Compared.gauge("a") + Compared.gauge("b", "events: 7", "seed: 3") + Compared.gauge("c", "events: 8")
                + Compared.gauge("d", "events: 9"),
            Compared.gauge("e", "events: 20") + Compared.gauge("b2", "events: 7", "seed: 3") + Compared.gauge("a")
                + Compared.gauge("c2", "events: 8"))
        #expect(found.cells.map(\.label) == ["e", "b2", "a", "c2", "d"])
        #expect(found.cells.map(\.kind) == [.added, .same, .same, .same, .removed])
        #expect(found.cells.map(\.oldLabel) == [nil, "b", nil, "c", nil])
        #expect(found.summary.words == "1 cell added, 1 cell removed, 2 cells renamed")
    }

    @Test func theGateAllowsWhatMovesLess() async throws {
        let compared = try Compared()
        let (old, new) = (Compared.gauge("a", "best: {mass: 1}"), Compared.gauge("a", "best: {mass: 1.04}"))
        let allowed = try await compared.compare(old, new, gate: 0.5)
        #expect(allowed.gate?.passes == true && allowed.gate?.reasons == [])
        let refused = try await compared.compare(old, new, gate: 0.3)
        #expect(refused.gate?.passes == false)
        #expect(refused.gate?.reasons.contains("a.mass.best moved by 0.4σ") == true)
    }

    @Test func theGateRefusesALostResult() async throws {
        let found = try await Compared().compare(
            Compared.gauge("a") + Compared.gauge("b", "uses: [a]"),
            Compared.gauge("a", "fails: true") + Compared.gauge("b", "uses: [a]"), gate: 10)
        #expect(found.cells.map(\.lostResult) == [true, true] && found.gate?.passes == false)
        #expect(found.gate?.reasons[0] == "a has lost its result: it failed: it was told to fail")
        #expect(found.cells[1].absence?.contains("'a'") == true)
    }

    @Test func theGateSaysWhatItCannotJudge() async throws {
        let found = try await Compared().compare(
            Compared.gauge("a") + Compared.gauge("gone"),
            Compared.gauge("a", "events: 50") + Compared.gauge("new", "events: 1"),
            gate: 1)
        #expect(found.gate?.passes == true)
        #expect(
            found.gate?.notJudged == ["a: 1 value that moved without an error", "new is new", "gone was removed"])
    }

    @Test func writesAllOfItAsJSON() async throws {
        let found = try await Compared().compare(
            Compared.gauge("a"), Compared.gauge("a", "best: {mass: 1.1}"), gate: 0.5)
        let value = try Value(json: Data(try found.json.utf8))
        #expect(value[path: "summary.moved-values"] == 2 && value[path: "summary.changed"] == 1)
        #expect(value[path: "summary.largest.path"]?.string?.hasPrefix("a.") == true)
        #expect(value[path: "gate.passes"] == false && value[path: "tolerance"] == 1e-9)
        let cell = try #require(value[path: "cells.0"])
        #expect(cell[path: "label"] == "a" && cell[path: "kind"] == "changed" && cell[path: "lost-result"] == false)
        #expect(cell[path: "options.0.path"] == "best.mass" && cell[path: "options.0.old"]?.double == 1)
        let moved = try #require(cell[path: "values"]?.array?.first { $0[path: "path"] == "mass.best" })
        #expect(moved[path: "new"]?.double == 1.1 && moved[path: "new-error"]?.double == 0.1)
        #expect(abs(try #require(moved[path: "sigmas"]?.double) - 1) < 1e-12)
    }
}
