"""The icons: strokes of 16 units drawn by us, in the colour of the text they stand beside."""

STROKES = {
    "sign": "M2.5 8.8 6 11.6M1 12.5c2-1.4 3.4-1.4 5 0s3.4 1.4 5 0 2.6-1 4 0M8 2v8M8 2.5l5 6.5H8M8 4 4 9h4",
    "ok": "M3 8.5 6.5 12 13 4.5",
    "bad": "M4 4l8 8M12 4l-8 8",
    "warn": "M8 2.5v7M8 12.4v1.1",
    "info": "M8 7v6M8 3v1.2",
    "clock": "M8 1.8a6.2 6.2 0 1 0 .01 0M8 4.5V8l2.5 1.8",
    "ring": "M8 2.5a5.5 5.5 0 1 0 .01 0",
    "overdue": "M8 2 14.5 13.5h-13zM8 6.5v3M8 11.4v.6",
    "search": "M7 2.5a4.5 4.5 0 1 0 .01 0M10.4 10.4 14 14",
    "print": "M4.5 6V2h7v4M4.5 11H2V6h12v5h-2.5M4.5 9.5h7V14h-7z",
    "copy": "M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1",
    "download": "M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11",
    "upload": "M8 11V2.5M4.5 6 8 2.5 11.5 6M2.5 13.5h11",
    "person": "M8 2a2.8 2.8 0 1 0 .01 0M2.5 14c.6-3.2 2.7-4.6 5.5-4.6s4.9 1.4 5.5 4.6",
    "company": "M2.5 14V3h6.5v11M9 6.5h4.5V14M5 5.8h1.5M5 8.3h1.5M5 10.8h1.5M1.5 14h13",
    "pencil": "M3 13l.8-3.2L11 2.6l2.4 2.4-7.2 7.2zM9.4 4.2l2.4 2.4",
    "calendar": "M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v3M10.5 2v3",
    "source": "M3 2h7l3 3v9H3zM10 2v3h3M5.5 8h5M5.5 10.8h5",
    "back": "M9.5 3.5 5 8l4.5 4.5",
    "next": "M6.5 3.5 11 8l-4.5 4.5",
}
