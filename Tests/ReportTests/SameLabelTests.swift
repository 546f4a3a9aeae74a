import Testing

@testable import Report

/// Cells that share a label, also one that none can have, are mistakes with a place.
@Suite struct SameLabelTests {
    private func messages(_ text: String) -> [String] {
        let error = #expect(throws: InvalidDocument.self) { try document(text) }
        return error?.diagnostics.map(\.description) ?? []
    }

    @Test(arguments: ["Fit", "2a", "a_b", "größe", "-", "a.b"])
    func namesEachCellWhoseLabelCannotBeOne(_ label: String) {
        let messages = messages("```{echo} \(label)\n```\n\n```{echo} \(label)\n```\n\n```{echo} \(label)\n```\n")
        #expect(
            messages
                == [1, 4, 7].map { line in
                    "report.md:\(line):11: error: '\(label)' cannot be a label; use lower-case letters, digits and hyphens, "
                        + "as in ```{echo} closure-test"
                })
    }

    @Test func namesEachCellWithoutALabel() {
        let messages = messages("```{echo}\n```\n\n```{echo}\nsteps: 2\n```\n\n```{check}\n```\n")
        #expect(messages.count { $0.contains("error: this cell has no label; write one") } == 3)
    }

    @Test func namesASecondCellOfAGoodLabel() {
        #expect(
            messages("```{echo} a\n```\n\n```{echo} a\n```\n")
                == ["report.md:4:11: error: the label 'a' is taken by the cell on line 1; give one of the two another"])
    }

    @Test func namesWhatElseIsWrongInSuchCells() {
        let messages = messages(
            "```{echo} A\nstep: 1\n```\n\n```{echo} A\nsteps: none\n```\n\n```{echo} b\nuses: [A]\n```\n")
        #expect(messages.contains { $0.hasPrefix("report.md:2:1: error: 'echo' has no option 'step'") })
        #expect(messages.contains { $0.hasPrefix("report.md:6:8: error: 'steps' wants an integer") })
        #expect(messages.contains { $0.hasPrefix("report.md:10:8: error: ") })
    }
}
