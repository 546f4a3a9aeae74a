import Inference
import Report
import Testing

@testable import FitDirectives

/// What `fit` finds wrong with its results.
@Suite struct FitFindingsTests {
    private static func fit(
        _ shift: Value, settled: Bool = true, gain: Value = 0.1, excess: Value = 0.02, members: [Value] = [],
        transfer: Value = .null, comparisons: Value = .null, simulation: Value = .null, balance: Value = .null,
        losses: [Double] = []
    ) -> Value {
        [
            "nuisances": ["shift": shift], "order": ["shift"], "fixed": [:],
            "yields": ["nominal": [1, 1], "sources": []], "classes": [:], "class-order": [],
            "events": 2000, "balance": balance, "steps": 30, "members": .array(members),
            "training": ["rounds": 3, "settled": .bool(settled), "gain": gain, "excess": excess], "uncharted": [],
            "transfer": transfer, "comparisons": comparisons, "simulation": simulation,
            "history": [
                "points": .array(
                    losses.enumerated().map {
                        [
                            "step": .integer($0.offset + 1), "loss": .number($0.element), "learning-rate": 1e-3,
                            "tracked": [],
                        ]
                    })
            ],
        ]
    }

    private static func member(
        best: Value = 0.51, sigma: Value = 0.02, distance: Value = -0.004, settled: Value = true
    ) -> Value {
        [
            "nuisances": ["shift": ["best": best, "sigma": sigma, "distance": distance]], "settled": settled,
            "history": ["points": []],
        ]
    }

    private static func sound(_ changes: [String: Value]) -> Value {
        let reach: Value = ["lowest": -1, "highest": 1]
        let whole: [String: Value] = [
            "best": 0.5, "sigma": 0.02, "distance": 0.003, "imbalance": -0.4, "score-pull": 0.2,
            "score-pull-error": 0.4, "bias": 0.1, "templates": reach,
        ]
        return .object(whole.merging(changes) { $1 })
    }

    @Test(
        arguments: [
            ([:], []), (["best": .number(.nan)], ["not-finite"]), (["sigma": .null], ["no-maximum"]),
            (["distance": -0.3], ["near-maximum"]), (["distance": 2], ["far-from-maximum"]),
            (["imbalance": 2.5], ["unsettled"]), (["score-pull": -1.2], ["score-pull"]),
            (["best": 1.3], ["beyond-templates"]), (["best": -2.5], ["far-beyond-templates"]), (["best": 1.05], []),
            (["bias": -0.5], ["noticeable-bias"]), (["bias": 1.5], ["large-bias"]), (["bias": .null], []),
            (["bias": -0.5, "distance": 0.3], ["near-maximum", "noticeable-bias"]),
        ] as [([String: Value], [String])]) func ofAFit(_ changes: [String: Value], _ names: [String]) throws
    {
        try FindingsReport.expect("measurement", Self.fit(Self.sound(changes)), names)
    }

    @Test(
        arguments: [
            (0.2, []), (0.4, ["noticeable-simulation-error"]), (1.0, ["noticeable-simulation-error"]),
            (3.0, ["large-simulation-error"]),
        ] as [(Double, [String])]) func ofASmallSimulation(_ share: Double, _ names: [String]) throws
    {
        let simulation: Value = [
            "nuisances": [
                "shift": [
                    "error": .number(0.02 * share), "share": .number(share),
                    "total": .number(0.02 * (1 + share * share).squareRoot()),
                ]
            ], "samples": [], "per-expected": 3,
        ]
        try FindingsReport.expect("plain", Self.fit(Self.sound([:]), simulation: simulation), names)
    }

    @Test(arguments: [(2150.0, []), (2200.0, ["other-number"]), (1800.0, ["other-number"])] as [(Double, [String])])
    func ofTheNumberOfEvents(_ observed: Double, _ names: [String]) throws {
        let balance: Value = [
            "observed": .number(observed), "expected": 2000, "pull": .number((observed - 2000) / 2000.0.squareRoot()),
        ]
        try FindingsReport.expect("plain", Self.fit(Self.sound([:]), balance: balance), names)
    }

    @Test func ofAPriorThatIsStrained() throws {
        let far: [String: Value] = ["best": -4.5, "templates": .null]
        try FindingsReport.expect("plain", Self.fit(Self.sound(far)), ["strained-prior"])
        try FindingsReport.expect("plain", Self.fit(Self.sound(["best": 3.9, "templates": .null])), [])
    }

    /// Weighted data scatter by Σw², and expected events may be none.
    @Test func balancesWeights() throws {
        let x: [[Float]] = [[1, 2, 3, 4]]
        let plain = try #require(FitDirective.Balance(Dataset(x: x, y: []), expected: [0.5, 0.5]))
        #expect(plain.observed == 4 && plain.expected == 1 && plain.pull == 3)
        let weighted = Dataset(x: x, y: [], weights: [4, 4, 4, 4])
        #expect(FitDirective.Balance(weighted, expected: [4])?.pull == 3)
        #expect(FitDirective.Balance(weighted, expected: []) == nil)
    }

    @Test func ofTheTrainingOfItsMap() throws {
        try FindingsReport.expect("measurement", Self.fit(Self.sound([:]), settled: false), ["unsettled"])
        // With chosen 'epochs' no events are held out, and nothing can be said of any.
        try FindingsReport.expect("measurement", Self.fit(Self.sound([:]), gain: .null), [])
        try FindingsReport.expect("settled", Self.fit(Self.sound([:])), [])
    }

    /// Without T scores are part of the fit: they pull, and only too far for what they tell is a fault. Members are fits, too.
    @Test(
        arguments: [
            (["tension": 3.9], [], []), (["tension": -4.1], [], ["tension"]), (["score-pull": -1.2], [], []),
            ([:], [member(sigma: .null)], ["members-without-maximum"]),
        ] as [([String: Value], [Value], [String])])
    func ofAFitWithoutTransfer(_ changes: [String: Value], _ members: [Value], _ names: [String]) throws {
        guard case .object(var fit) = Self.fit(Self.sound(changes), members: members) else { return }
        fit["training"] = .null
        try FindingsReport.expect("plain", .object(fit), names)
    }

    /// Where no training helps, the identity is right unless something speaks against it: the truth, or the scores by more
    /// than they scatter. What T would be moved by for the balance is then scatter, too.
    @Test(
        arguments: [
            ([:], .null, []), (["imbalance": 2.5], .null, []), (["score-pull": 1.1], .null, []),
            (["score-pull": -1.3], .null, ["score-pull", "unfitted"]),
            (["score-pull": 0.5, "score-pull-error": 0.1], .null, ["unfitted"]),
            (["score-pull": 0.5, "score-pull-error": .number(.nan)], .null, []),
            (["score-pull": 1.5, "score-pull-error": .number(.nan)], .null, ["score-pull", "unfitted"]),
            ([:], ["events": 2000, "before": 0.2, "after": 0.2, "left": 1, "regions": []], ["unfitted"]),
        ] as [([String: Value], Value, [String])])
    func ofAMapThatNoTrainingHelps(_ changes: [String: Value], _ transfer: Value, _ names: [String]) throws {
        try FindingsReport.expect(
            "settled", Self.fit(Self.sound(changes), gain: .null, excess: .null, transfer: transfer), names)
    }

    @Test(
        arguments: [
            (0.2, 0.15, []), (0.1, 0.15, ["single-events"]), (0.001, 0.05, []), (-0.01, 0.12, ["single-events"]),
        ] as [(Double, Double, [String])])
    func ofAMapThatFollowsSingleEvents(gain: Double, excess: Double, _ names: [String]) throws {
        try FindingsReport.expect(
            "settled", Self.fit(Self.sound([:]), gain: .number(gain), excess: .number(excess)), names)
    }

    @Test(
        arguments: [
            ([member(), member()], []), ([member(), member(distance: 0.3)], ["members-near-maximum"]),
            ([member(distance: -2), member(distance: 0.3)], ["members-far-from-maximum", "members-near-maximum"]),
            ([member(distance: .number(.nan))], ["members-far-from-maximum"]),
            ([member(best: .number(.nan))], ["members-without-maximum"]),
            ([member(sigma: .null)], ["members-without-maximum"]),
            ([member(settled: false), member()], ["members-unsettled"]),
        ] as [([Value], [String])]) func ofMembers(_ members: [Value], _ names: [String]) throws
    {
        try FindingsReport.expect("measurement", Self.fit(Self.sound([:]), members: members), names)
    }

    /// Of eight members the scatter of their best fits has an error of 0.27 of itself.
    @Test(arguments: [(1.0, []), (1.7, []), (0.3, []), (1.9, ["members-disagree"]), (0.1, ["members-disagree"])])
    func ofTheScatterOfMembers(_ ratio: Double, _ names: [String]) throws {
        let spread: Value = [
            "mean": 0.5, "mean-error": .number(0.007 * ratio), "deviation": .number(0.02 * ratio),
            "deviation-error": .number(0.0053 * ratio),
        ]
        let result = Self.fit(
            Self.sound(["members": spread]), members: Array(repeating: Self.member(), count: 8))
        try FindingsReport.expect("measurement", result, names)
    }

    @Test(
        arguments: [
            ("settled", .number(0.1), [2.4, 2.2, 2.3], []), ("settled", .number(0.1), [2.4, 2.5, 2.7], ["diverged"]),
            ("measurement", .null, [2.4, 2.9], ["diverged"]), ("settled", .null, [2.4, 2.9], []),
            ("settled", 0.1, [], []),
        ] as [(String, Value, [Double], [String])])
    func ofTheLossOfItsMap(_ label: String, _ gain: Value, _ losses: [Double], _ names: [String]) throws {
        try FindingsReport.expect(label, Self.fit(Self.sound([:]), gain: gain, losses: losses), names)
    }

    @Test(
        arguments: [
            ([[], [], []], []), ([["shift in p(x|c)"], [], []], ["other-laws"]),
            ([[], ["shift"], []], ["beyond-score-templates"]), ([[], [], ["squeeze"]], ["held-beside-exact"]),
        ] as [([[String]], [String])]) func ofCellsThatAreNotAlike(_ lists: [[String]], _ names: [String]) throws
    {
        func list(_ place: Int) -> Value { .array(lists[place].map(Value.string)) }
        let comparisons: Value = ["other-laws": list(0), "beyond-score": list(1), "held-beside-exact": list(2)]
        try FindingsReport.expect("measurement", Self.fit(Self.sound([:]), comparisons: comparisons), names)
    }

    @Test func namesTheMembersAndTheWorstOfThem() throws {
        let members = [0.2, 0.01, -0.7, 0.004].map { Self.member(distance: .number($0)) }
        let result = Self.fit(Self.sound([:]), members: members)
        let sentence = try #require(try FindingsReport.found("measurement", result).first).sentence
        #expect(sentence.contains("members 0 and 2 ") && sentence.contains("up to 0.7 σ"), "\(sentence)")
    }

    /// Where a nuisance is fixed is part of where the fit ended.
    @Test(arguments: [([:], false), (["squeeze": 0.1], false), (["squeeze": 1], true), (["squeeze": -0.5], true)])
    func chartsFixedNuisancesToo(_ fixed: [String: Double], isUncharted: Bool) throws {
        let reach: Value = ["lowest": -1, "highest": 1]
        let training = try TrainingFindingsTests.training(
            best: 1000,
            [
                "nuisances": ["shift", "squeeze"],
                "templates": ["nuisances": ["shift": reach, "squeeze": reach], "together": []],
            ]
        ).decoded(as: TrainDirective.Result.self)
        let known = KnownResponse(training, at: fixed.merging(["shift": 0.5]) { $1 })
        #expect(known.uncharted == (isUncharted ? [["shift", "squeeze"]] : []))
    }
}
