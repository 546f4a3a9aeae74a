import Foundation

@testable import Report

/// A page with one of everything: text, math, figures, tables, verdicts, a failed and a blocked cell, footnotes, code.
enum PageSample {
    static let verdicts: [PageContent.LinkedVerdict] = [
        ("The gap of $p(x\\mid c)$ to the closed form is small", .pass, "0.0013 nats/event", "≤ 0.002", "closure"),
        (
            "The gap of p(y | x, c) to the closed form is small", .pass, "0.0087 nats/event", "≤ 0.01", "closure"
        ),
        ("The pull of the shift is unremarkable", .pass, "−1.71", "|pull| < 3", "closure"),
        ("The pull of the squeeze is unremarkable", .fail, "3.42", "|pull| < 3", "closure"),
        (
            "Intervals at 68 % cover the truth as often as they say", .notEvaluated, "coverage-scan failed",
            "within 2 σ of 0.68", "coverage-scan"
        ),
    ].map { (claim: String, status: Verdict.Status, measured: String, tolerance: String, anchor: String) in
        .init(
            verdict: Verdict(claim: claim, status: status, measured: measured, tolerance: tolerance), anchor: anchor,
            claimHTML: MathText.html(claim))
    }

    /// As they stand in the text, at their check.
    static let unlinked = verdicts.map {
        PageContent.LinkedVerdict(verdict: $0.verdict, anchor: nil, claimHTML: $0.claimHTML)
    }

    static let findings: [PageContent.Finding] = [
        .init(
            state: .unsound, name: "at-edge",
            sentence: "The best fit of squeeze rests on the edge of the window: the maximum may lie outside.",
            remedy: "Choose a 'window' or a 'half-width' that holds it.", acceptance: nil, cell: "shift-squeeze"),
        .init(
            state: .doubtful, name: "early-weights",
            sentence: "Kept are the weights of step 400 of 1000: with all later ones held-out events are less likely.",
            remedy: "Train on more events.", acceptance: "by Ada Lovelace", cell: "training"),
    ]

    static func content() throws -> PageContent {
        let renderer = PageRenderer(templates: try PageTemplates())
        var body = try text("body.html")
        for figure in ["loss", "scan"] {
            let svg = InlineSVG.element(try text("\(figure).svg"), prefix: "\(figure)-") ?? ""
            body = body.replacingOccurrences(of: "{{\(figure)}}", with: svg)
        }
        let list = try renderer.render(VerdictsView(Array(unlinked.prefix(4))), with: "verdict")
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
            verdicts: verdicts, findings: findings,
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
