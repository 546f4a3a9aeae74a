import Foundation

@testable import Report

/// A page with one of everything: text, math, figures, tables, verdicts, a failed and a blocked cell, footnotes, code.
enum PageSample {
    static let verdicts: [PageContent.Verdict] = [
        .init(
            claim: "The gap of p(x | c) to the closed form is small",
            claimHTML: MathText.html("The gap of $p(x\\mid c)$ to the closed form is small"),
            status: .pass, measured: "0.0013 nats/event",
            bound: "≤ 0.002", anchor: "closure"),
        .init(
            claim: "The gap of p(y | x, c) to the closed form is small", status: .pass, measured: "0.0087 nats/event",
            bound: "≤ 0.01", anchor: "closure"),
        .init(
            claim: "The pull of the shift is unremarkable", status: .pass, measured: "−1.71", bound: "|pull| < 3",
            anchor: "closure"),
        .init(
            claim: "The pull of the squeeze is unremarkable", status: .fail, measured: "3.42", bound: "|pull| < 3",
            anchor: "closure"),
        .init(
            claim: "Intervals at 68 % cover the truth as often as they say", status: .notEvaluated,
            measured: "coverage-scan failed", bound: "within 2 σ of 0.68", anchor: "coverage-scan"),
    ]

    static func content() throws -> PageContent {
        let renderer = PageRenderer(templates: try PageTemplates())
        var body = try text("body.html")
        for figure in ["loss-light", "loss-dark", "scan-light", "scan-dark"] {
            let svg = InlineSVG.element(try text("\(figure).svg"), prefix: "\(figure)-") ?? ""
            body = body.replacingOccurrences(of: "{{\(figure)}}", with: svg)
        }
        let list = try renderer.render(VerdictsView(Array(verdicts.prefix(4)), linked: false), with: "verdict")
        body = body.replacingOccurrences(of: "{{verdicts}}", with: list)
        body = setMath(body)
        return PageContent(
            title: "Closure of an unbinned fit with two systematic sources",
            subtitle: "Benchmark events, flows trained and profiled in one run",
            authors: ["Fiducial"], date: "12 March 2026",
            abstractHTML: setMath(
                """
                <p>Normalizing flows are trained on benchmark events with two nuisance parameters. A single global fit \
                recovers the injected truth within <span class="value">1.7 σ</span> in the shift, and its \
                <span class="math inline">-2\\Delta\\ln L</span> follows the closed form.</p>
                """),
            verdicts: verdicts,
            contents: [
                .init(level: 2, title: "What is measured", anchor: "what-is-measured"),
                .init(level: 2, title: "The densities", anchor: "densities"),
                .init(level: 3, title: "Gap to the closed form", anchor: "gap"),
                .init(
                    level: 2, title: "The fit of nu", titleHTML: MathText.html("The fit of $\\nu$"),
                    anchor: "fit"),
                .init(level: 3, title: "Checks", anchor: "checks"),
            ],
            bodyHTML: body,
            provenance: [
                .init(name: "Engine", value: "fiducial 0.1.0"), .init(name: "Seed", value: "20260312"),
                .init(name: "Host", value: "2 cores, x86-64, AVX2"), .init(name: "Report", value: "closure.md"),
                .init(name: "Digest", value: "9f2c4b7e81d0a6c3e5f7081b2d4c6e8fa1b3c5d7e9f00112233445566778899aa"),
            ],
            stages: [
                .init(cell: "training", verb: "train", state: "ran", seconds: 84.2),
                .init(cell: "gaps", verb: "table", state: "ran", seconds: 0.31),
                .init(cell: "shift-squeeze", verb: "scan", state: "from the store", seconds: nil),
                .init(cell: "coverage-scan", verb: "coverage", state: "failed", seconds: 12.04),
                .init(cell: "coverage-table", verb: "table", state: "blocked", seconds: nil),
            ])
    }

    /// HTML in which TeX stands where a report has math, with that set.
    static func setMath(_ html: String) -> String {
        html.replacing(/<(span|div) class="math (inline|display)">(.*?)<\/(span|div)>/) { match -> String in
            let tex = String(match.output.3).replacing("&lt;", with: "<").replacing("&gt;", with: ">")
                .replacing("&amp;", with: "&")
            return match.output.1 == "div" ? MathText.block(tex) : MathText.span(tex, display: false)
        }
    }

    static func text(_ name: String) throws -> String {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        return try String(contentsOf: folder.appendingPathComponent("PageFixtures/\(name)"), encoding: .utf8)
    }
}
