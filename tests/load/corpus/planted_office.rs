//! Documents of Word, Excel and `LibreOffice` with a word planted wherever they tell about their authors.
#![expect(clippy::cast_possible_truncation, reason = "small files, made here")]

use std::io::Write;

use super::planted::{jpeg, png};
use super::{archive, docx};

/// A drawing that says which file it was.
fn drawing(word: &str) -> Vec<u8> {
    let order =
        |kind: u32, body: &[u8]| [&kind.to_le_bytes()[..], &(body.len() as u32 + 8).to_le_bytes(), body].concat();
    let mut title: Vec<u8> = format!("App\0{word}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    title.resize(64, 0);
    let mut head = vec![0; 100];
    head[32..36].copy_from_slice(b" EMF");
    head[52..56].copy_from_slice(&32_u32.to_le_bytes());
    head[56..60].copy_from_slice(&108_u32.to_le_bytes());
    let mut remark = [&(word.len() as u32).to_le_bytes()[..], word.as_bytes()].concat();
    remark.resize(remark.len().next_multiple_of(4), 0);
    [order(1, &[head, title].concat()), order(70, &remark), order(14, &[0; 12])].concat()
}

pub fn word_document(word: &str, n: usize) -> Vec<u8> {
    let body = format!(
        r#"<?xml version="1.0"?><!-- {word} --><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:pic="pic" xmlns:v="v" xmlns:o="o"><w:body><w:p w:rsidR="00AB12CD"><w:ins w:author="{word}" w:date="2026-01-01T00:00:00Z" w:id="1"><w:r><w:t>Isi surat</w:t></w:r></w:ins><w:permStart w:id="2" w:ed="KANTOR\{word}"/><w:r><w:instrText>INCLUDEPICTURE "C:\\Users\\{word}\\a.png"</w:instrText></w:r><w:fldSimple w:instr="LINK {word}"/></w:p><w:p><pic:cNvPr id="0" name="KTP {word}" descr="{word}.jpg"/><v:shape alt="IMG_2041 {word}"><v:imagedata o:title="{word}" src="cid:{word}"/></v:shape><w:del w:id="3" w:author="{word}"><w:r><w:delText>saya {word}</w:delText></w:r></w:del><w:moveFrom w:id="4"><w:r><w:t>{word}</w:t></w:r></w:moveFrom></w:p></w:body></w:document>"#
    );
    let core = format!(
        r#"<?xml version="1.0"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{word}</dc:creator><cp:lastModifiedBy>{word}</cp:lastModifiedBy></cp:coreProperties>"#
    );
    let app = format!(
        "<?xml version=\"1.0\"?><Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\"><Company>{word}</Company></Properties>"
    );
    let links = format!(
        r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/image1.jpg"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="file:///C:/Users/{word}/Normal.dotm" TargetMode="External"/><Relationship Id="r3" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/><Relationship Id="r4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="/Users/{word}/a.png" TargetMode="External"/><Relationship Id="r6" Type="image" Target="&#92;&#92;{word}.example&#92;c.png" TargetMode="Extern&#97;l"/></Relationships>"#
    );
    let comments = format!(
        r#"<?xml version="1.0"?><w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:comment w:id="0" w:author="{word}" w:initials="{word}"/></w:comments>"#
    );
    let settings = format!(
        r#"<?xml version="1.0"?><w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:w15="w15"><w15:docId w15:val="{{{word}}}"/></w:settings>"#
    );
    let label = format!(r#"<?xml version="1.0"?><labelList><label id="{{1}}" siteId="{{{word}}}"/></labelList>"#);
    docx(
        &body,
        &[
            ("docProps/core.xml", core.as_bytes()),
            ("docProps/app.xml", app.as_bytes()),
            ("docProps/thumbnail.jpeg", &jpeg(word, n)),
            ("word/_rels/document.xml.rels", links.as_bytes()),
            ("word/comments.xml", comments.as_bytes()),
            ("word/settings.xml", settings.as_bytes()),
            ("docMetadata/LabelInfo.xml", label.as_bytes()),
            ("word/vbaProject.bin", word.as_bytes()),
            ("word/media/image1.jpg", &jpeg(word, n)),
            ("customXml/item1.xml", format!("<a>{word}</a>").as_bytes()),
        ],
    )
}

pub fn sheet(word: &str) -> Vec<u8> {
    let types = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
    let links = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    let book = format!(
        r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"><fileSharing userName="{word}"/><x15ac:absPath url="C:\Users\{word}\"/><sheets/><definedNames><definedName name="data_{word}" hidden="1">Sheet1!$A$1</definedName></definedNames><customWorkbookViews><customWorkbookView name="{word} - Personal View" guid="{{00000000-0000-0000-0000-000000000001}}"/></customWorkbookViews></workbook>"#
    );
    let pivot = format!(r#"<?xml version="1.0"?><pivotCacheDefinition refreshedBy="{word}" refreshedDate="46000.5"/>"#);
    let page = format!(
        r#"<?xml version="1.0"?><worksheet><protectedRanges><protectedRange name="a" securityDescriptor="O:{word}"/></protectedRanges><scenarios><scenario name="Naik" user="{word}" comment="Created by {word}"/></scenarios><sheetData><row><c r="A1"><f>_xlfn.IMAGE("https://{word}.example/x.png")</f><v>1</v></c></row></sheetData><hyperlinks><hyperlink ref="A1" display="C:\Users\{word}\x.pdf" tooltip="file:///C:\Users\{word}\x.pdf"/></hyperlinks></worksheet>"#
    );
    let comments = format!(
        r#"<?xml version="1.0"?><comments><authors><author>{word}</author></authors><commentList><comment ref="A1" authorId="0"><text><r><rPr><b/></rPr><t>{word}:</t></r><r><t xml:space="preserve"> periksa lagi</t></r></text></comment></commentList></comments>"#
    );
    let connections = format!(
        r#"<?xml version="1.0"?><connections xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><connection id="1" name="{word}" type="6"><textPr sourceFile="C:\Users\{word}\data.csv"/></connection><connection id="2" type="5"><extLst><ext><x15:connection xmlns:x15="x15"><x15:oledbPr connection="Data Source=C:\Users\{word}\db.accdb"/></x15:connection></ext></extLst></connection></connections>"#
    );
    let other = format!(
        r#"<?xml version="1.0"?><externalLink><ddeLink ddeService="cmd" ddeTopic="/C {word}"><ddeItems/></ddeLink></externalLink>"#
    );
    let query = format!(r#"<?xml version="1.0"?><queryTable name="{word}" connectionId="1"/>"#);
    let core = format!(
        "<?xml version=\"1.0\"?><cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:creator>{word}</dc:creator></cp:coreProperties>"
    );
    archive(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", links.as_bytes()),
        ("docProps/core.xml", core.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/comments1.xml", comments.as_bytes()),
        ("xl/pivotCache/pivotCacheDefinition1.xml", pivot.as_bytes()),
        ("xl/worksheets/sheet1.xml", page.as_bytes()),
        ("xl/connections.xml", connections.as_bytes()),
        ("xl/externalLinks/externalLink1.xml", other.as_bytes()),
        ("xl/queryTables/queryTable1.xml", query.as_bytes()),
        ("xl/media/image1.emf", &drawing(word)),
        ("xl/printerSettings/printerSettings1.bin", word.as_bytes()),
    ])
}

pub fn open_text(word: &str, n: usize) -> Vec<u8> {
    let meta = format!(
        r#"<?xml version="1.0"?><office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta><dc:creator>{word}</dc:creator></office:meta></office:document-meta>"#
    );
    let content = format!(
        r#"<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:q="http://www.w3.org/1999/xlink"><office:body><office:text><text:tracked-changes><text:changed-region><text:deletion><office:change-info/><text:p>saya {word}</text:p></text:deletion></text:changed-region></text:tracked-changes><office:annotation><dc:creator>{word}</dc:creator></office:annotation><text:p>Isi surat<draw:frame draw:name="KTP {word}"><draw:image q:href="http://{word}.example/p.png"/><svg:title>{word}.jpg</svg:title></draw:frame></text:p><text:dde-connection-decl office:dde-application="cmd" office:dde-topic="C:\Users\{word}\a.ods"/></office:text></office:body></office:document-content>"#
    );
    let manifest = r#"<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="Thumbnails/thumbnail.png" manifest:media-type="image/png"/></manifest:manifest>"#;
    let settings = format!("<?xml version=\"1.0\"?><a>{word}</a>");
    let versions = format!(
        r#"<?xml version="1.0"?><VL:version-list xmlns:VL="http://openoffice.org/2001/versions-list"><VL:version-entry VL:title="Version1" VL:creator="{word}"/></VL:version-list>"#
    );
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.start_file("mimetype", stored).expect("a part");
    zip.write_all(b"application/vnd.oasis.opendocument.text").expect("a part");
    for (name, bytes) in [
        ("meta.xml", meta.as_bytes()),
        ("content.xml", content.as_bytes()),
        ("settings.xml", settings.as_bytes()),
        ("VersionList.xml", versions.as_bytes()),
        ("META-INF/manifest.xml", manifest.as_bytes()),
        ("Thumbnails/thumbnail.png", &png(word, n)),
        ("Pictures/1.png", &png(word, n)),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        zip.write_all(bytes).expect("a part");
    }
    zip.finish().expect("an archive").into_inner()
}
