//! What a group of RTF is: a part of the document, or no prose (Rich Text Format Specification
//! 1.9.1, "Destinations").

/// Groups that begin with these words hold no prose. (What begins with `\*` and is not known is
/// not read either.) Numbers and bullets of lists are left out as in other formats.
#[rustfmt::skip]
const SILENT: &[&str] = &[
    "atnauthor", "atnid", "colortbl", "filetbl", "fldinst", "info", "listoverridetable",
    "listtable", "listtext", "nonshppict", "pict", "pntext", "pntxta", "pntxtb", "revtbl",
    "rsidtbl", "rxe", "shprslt", "sp", "tc", "tcn", "txe", "xe",
];

/// Groups that hold prose although their word has a `\*` before it: text boxes.
pub(super) const KNOWN: &[&str] = &["do", "shpinst"];

/// Where in the file words belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::document) enum Part {
    Body,
    Header,
    Footer,
    Footnote,
    Endnote,
    Comment,
    /// The table of fonts.
    Fonts,
    /// The table of styles.
    Styles,
    /// No prose.
    Silent,
}

impl Part {
    /// What it is called where a finding in it is shown.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Footer => "footer",
            Self::Footnote => "footnote",
            Self::Endnote => "endnote",
            Self::Comment => "comment",
            Self::Body | Self::Fonts | Self::Styles | Self::Silent => "",
        }
    }

    /// The part that a control word at the start of a group begins.
    pub(super) fn of(word: &str) -> Option<Self> {
        Some(match word {
            "header" | "headerf" | "headerl" | "headerr" => Self::Header,
            "footer" | "footerf" | "footerl" | "footerr" => Self::Footer,
            "footnote" => Self::Footnote,
            "annotation" => Self::Comment,
            "fonttbl" => Self::Fonts,
            "stylesheet" => Self::Styles,
            word if SILENT.contains(&word) => Self::Silent,
            _ => return None,
        })
    }
}
