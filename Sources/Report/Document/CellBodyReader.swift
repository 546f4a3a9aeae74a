import Foundation

/// What a cell's body holds.
enum CellBody: Sendable {
    /// It is not YAML.
    case invalid(InvalidDocument)
    /// Its options.
    case read(OptionReader.Reading)
    /// It may contain parameters, whose values are inserted before it is read.
    case parameters(SourceNode)
}

/// Reads the bodies of cells: none needs to know of another.
struct CellBodyReader: Sendable {
    let directives: DirectiveRegistry
    let front: FrontMatter
    let folder: URL
    /// Of the files that all cells name.
    let contents: InputContents

    /// Cells that one thread reads at a time; fewer are not worth a thread.
    private static let atATime = 250

    /// Reads the bodies in the order of the cells, on all cores if there are many.
    func read(_ cells: [FencedCell]) -> [CellBody] {
        let starts = Array(stride(from: 0, to: cells.count, by: Self.atATime))
        let cores = ProcessInfo.processInfo.activeProcessorCount
        return sideBySide(starts.count, slots: cores, named: "cells") { index, _ in
            cells[starts[index]..<min(starts[index] + Self.atATime, cells.count)].map { body(of: $0) }
        }.flatMap { $0 }
    }

    private func body(of cell: FencedCell) -> CellBody {
        let lost =
            directives[cell.verb] == nil
            ? [] : ForeignCell.options(in: cell.body.text, file: cell.body.file, line: cell.body.firstLine)
        if !lost.isEmpty { return .invalid(InvalidDocument(lost)) }
        do throws(InvalidDocument) {
            let node = try cell.body.parse()
            if let node, cell.body.text.utf8.contains(UInt8(ascii: "$")) { return .parameters(node) }
            guard let directive = directives[cell.verb] else { return .invalid(InvalidDocument([])) }
            return .read(read(node, cell, directive))
        } catch {
            return .invalid(error)
        }
    }

    /// The options of a cell after the values of parameters were inserted.
    func read(_ node: SourceNode?, _ cell: FencedCell, _ directive: any Directive.Type) -> OptionReader.Reading {
        OptionReader(
            schema: directive.schema, shared: CellSettings.schema, owner: .words("'\(cell.verb)'"), verb: cell.verb,
            folder: folder, contents: contents
        ).read(node, defaults: front.defaults[cell.verb]?.value, at: cell.place)
    }
}
