import Testing

@testable import Report

@Suite struct CodeBlocksTests {
    func blocks(_ text: String) -> CodeBlocks {
        CodeBlocks(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init), file: "r.md")
    }

    @Test(arguments: [
        "- item\n\n  ```sh\n  ls\n  ```\n\n- next\n", "> ```sh\n> ls\n> ```\n\nText", "~~~\na\n~~~", "```\n```\n\nText",
        "````md\n```{echo} a\n```\n````\n", "1. a\n   ```\n   b\n   ```\n2. c", "```{echo} a\n```",
        "   ```\n   a\n   ```\n",
        "- a\n  > ```\n  > b\n  > ```\n", "```{echo} a\ntext: |\n  one\n\n  two\n```\n",
    ]) func knowsClosedFences(_ text: String) {
        #expect(blocks(text).diagnostics == [])
    }

    @Test(arguments: ["```\na", "- ```\n  a\n\nText", "> ```\n> a\n\nText", "~~~\na\n```\n", "````\na\n```\n"])
    func knowsFencesThatAreNotClosed(_ text: String) {
        #expect(blocks(text).diagnostics.count == 1)
    }

    @Test func readsHeadersAndBodies() {
        let cells = blocks("Text\n\n```{scan} shift-squeeze\nfit: a\n```\n\n~~~ {echo}  b\n~~~\n").cells
        #expect(cells.map(\.verb) == ["scan", "echo"])
        #expect(cells.map(\.label) == ["shift-squeeze", "b"])
        #expect(cells.map(\.body.text) == ["fit: a\n", ""])
        #expect(cells.map(\.body.firstLine) == [4, 8])
    }
}
