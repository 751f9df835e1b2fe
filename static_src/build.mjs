// Builds static_built/: our styles compiled with the design system's, and the scripts the pages load.
// Third-party files come from node_modules; none of them is kept in the repository.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile } from 'sass'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const from = (...parts) => join(root, ...parts)
const to = (name) => join(root, 'static_built', name)

mkdirSync(join(root, 'static_built'), { recursive: true })

const compiled = compile(from('static_src', 'site.scss'), {
  style: 'compressed',
  loadPaths: [from('node_modules')],
  quietDeps: true
})
// The crest belongs to the government's own pages: no page of ours draws it.
const css = compiled.css.replace(/url\("\/assets\/images\/govuk-crest\.svg"\)/g, 'none')
// Nothing may be fetched from elsewhere, and nothing may ask for a font or picture that is not there.
const urls = (css.match(/url\([^)]{0,60}/g) || []).filter((url) => !/^url\(["']?data:/.test(url))
if (urls.length) throw new Error('site.css asks for another file: ' + urls.join(' '))
writeFileSync(to('site.css'), css)

// A source map is not shipped, so the comment that names it would be a dead link.
const script = (name, ...path) =>
  writeFileSync(to(name), readFileSync(from(...path), 'utf8').replace(/^\/\/# sourceMappingURL=.*$/gm, ''))

script('govuk-frontend.js', 'node_modules', 'govuk-frontend', 'dist', 'govuk', 'all.bundle.js')
script('supported.js', 'static_src', 'supported.js')
script('site.js', 'static_src', 'site.js')
script('keeping.js', 'static_src', 'keeping.js')
script('grouping.js', 'static_src', 'grouping.js')
writeFileSync(to('favicon.svg'), readFileSync(from('static_src', 'favicon.svg')))
