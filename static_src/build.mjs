// Builds static_built/: our styles compiled with the design system's, and the scripts the pages load.
// Third-party files come from node_modules; none of them is kept in the repository.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile } from 'sass'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const from = (...parts) => join(root, ...parts)
const to = (name) => join(root, 'static_built', name)

const typeface = '@fontsource/atkinson-hyperlegible-next'
const font = (name) => from('node_modules', ...typeface.split('/'), 'files', name)

mkdirSync(join(root, 'static_built', 'fonts'), { recursive: true })

const compiled = compile(from('static_src', 'site.scss'), {
  style: 'compressed',
  loadPaths: [from('node_modules')],
  quietDeps: true
})
// The crest belongs to the government's own pages: no page of ours draws it.
const css = compiled.css.replace(/url\("\/assets\/images\/govuk-crest\.svg"\)/g, 'none')
// Nothing may be fetched from elsewhere, and nothing may ask for a font or picture that is not there: the fonts that the
// styles name are copied beside them, and any other file stops the build.
const asked = [...css.matchAll(/url\(["']?([^"')]{1,200})/g)].map((found) => found[1])
const fonts = asked.filter((url) => /^fonts\/[a-z0-9-]+\.woff2$/.test(url)).map((url) => url.slice('fonts/'.length))
const others = asked.filter((url) => !url.startsWith('data:') && !url.startsWith('fonts/'))
if (others.length) throw new Error('site.css asks for another file: ' + others.join(' '))
for (const name of fonts) writeFileSync(to(join('fonts', name)), readFileSync(font(name)))
writeFileSync(to('site.css'), css)

// A source map is not shipped, so the comment that names it would be a dead link.
const script = (name, ...path) =>
  writeFileSync(to(name), readFileSync(from(...path), 'utf8').replace(/^\/\/# sourceMappingURL=.*$/gm, ''))

script('govuk-frontend.js', 'node_modules', 'govuk-frontend', 'dist', 'govuk', 'all.bundle.js')
script('supported.js', 'static_src', 'supported.js')
script('site.js', 'static_src', 'site.js')
script('keeping.js', 'static_src', 'keeping.js')
script('grouping.js', 'static_src', 'grouping.js')
script('moving.js', 'static_src', 'moving.js')
script('looking.js', 'static_src', 'looking.js')
writeFileSync(to('favicon.svg'), readFileSync(from('static_src', 'favicon.svg')))

// A briefing that is saved as a file stands by itself: it carries the typeface inside.
const face = (weight) => {
  const bytes = readFileSync(font(`atkinson-hyperlegible-next-latin-${weight}-normal.woff2`)).toString('base64')
  return `@font-face{font-family:Atkinson Hyperlegible Next;font-weight:${weight};src:url(data:font/woff2;base64,${bytes})}`
}
writeFileSync(to('typeface.css'), face(400) + face(700))
